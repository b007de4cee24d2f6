#!/usr/bin/env bash
# What the tests need of the machine: a real browser for the pages, a real Redis for what is kept there.
set -euo pipefail

missing=()
for program in chromium redis-server; do
  command -v "$program" >/dev/null || missing+=("$program")
done
[ "${#missing[@]}" -gt 0 ] || exit 0

sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
"${sudo[@]}" apt-get update -q
"${sudo[@]}" apt-get install -qy --no-install-recommends "${missing[@]}"
