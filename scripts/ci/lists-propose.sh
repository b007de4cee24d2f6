#!/usr/bin/env bash
# Proposes what lists-make.sh left in a folder as a pull request: lists-propose.sh FOLDER. Needs GH_TOKEN.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder="${1:?lists-propose.sh FOLDER}"
branch="lists/newest"
allowed=(package.json package-lock.json src/email/disposable-domains.bin)
title="Newest lists of disposable domains"

if [ ! -s "$folder/lists.patch" ]; then echo "Nothing is new."; exit; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$folder/report.md" >> "$GITHUB_STEP_SUMMARY"; fi

# The patch comes from a job in which others' newest code ran: it may change what these files hold, and nothing else. It
# goes into the index alone, so that nothing of it lies here to be run.
git apply --cached "$folder/lists.patch"
beyond="$(
  git diff --cached --no-renames --name-only -- . "${allowed[@]/#/:(exclude,literal)}" &&
    git diff --cached --no-renames --summary
)"
if [ -n "$beyond" ]; then
  printf 'The patch changes more than the content of %s:\n%s\n' "${allowed[*]}" "$beyond" >&2
  exit 1
fi

git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --create "$branch"
git commit --message "$title"
gh auth setup-git
git push --force origin "$branch"

open="$(gh pr list --head "$branch" --state open --json number --jq '.[].number')"
if [ -n "$open" ]; then
  gh pr edit "$open" --body-file "$folder/report.md"
else
  gh pr create --head "$branch" --title "$title" --body-file "$folder/report.md"
fi
