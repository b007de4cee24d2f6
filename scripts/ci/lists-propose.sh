#!/usr/bin/env bash
# Proposes what lists-make.sh left in a folder as a pull request: lists-propose.sh FOLDER. Needs GH_TOKEN.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder="${1:?lists-propose.sh FOLDER}"
branch="lists/newest"
title="Newest lists of disposable domains"

if [ ! -s "$folder/lists.patch" ]; then echo "Nothing is new."; exit; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$folder/report.md" >> "$GITHUB_STEP_SUMMARY"; fi

git config user.name "github-actions[bot]"
git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
git switch --create "$branch"
git apply --index "$folder/lists.patch"
git commit --message "$title"
gh auth setup-git
git push --force origin "$branch"

open="$(gh pr list --head "$branch" --state open --json number --jq '.[].number')"
if [ -n "$open" ]; then
  gh pr edit "$open" --body-file "$folder/report.md"
else
  gh pr create --head "$branch" --title "$title" --body-file "$folder/report.md"
fi
