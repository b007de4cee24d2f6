#!/usr/bin/env bash
# Makes the newest lists of disposable domains and tests them: lists-make.sh FOLDER. Leaves there the change as
# lists.patch, which is empty when nothing is new, and what it brings as report.md.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder="$(realpath -m "${1:?lists-make.sh FOLDER}")"
sources=(mailchecker disposable-email-domains-js fakefilter disposable-domains third-party-web)
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$folder"

npm ci
npm run --silent lists -- --names > "$scratch/former.txt"
jq -r '.packages | keys[]' package-lock.json > "$scratch/locked.txt"

# Beside an installed tree, npm forgets in the lockfile what other platforms need: so the lockfile is written
# without one, and must name the same packages as before.
rm -rf node_modules
npm install --package-lock-only --save-dev --save-exact "${sources[@]/%/@latest}"
jq -r '.packages | keys[]' package-lock.json | diff "$scratch/locked.txt" -
npm ci

npm run --silent lists -- --former "$scratch/former.txt" > "$folder/report.md"
npm run lists -- --check
npm run check
npm test
git diff --binary > "$folder/lists.patch"
