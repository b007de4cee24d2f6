#!/usr/bin/env bash
# What the tests need of the machine: a real browser for the pages, a real Redis for what is kept there.
set -euo pipefail

browser="${CHROMIUM_PATH:-chromium}"
runs() { "$1" --version >/dev/null 2>&1; }

missing=()
runs "$browser" || missing+=(chromium)
runs redis-server || missing+=(redis-server)
[ "${#missing[@]}" -gt 0 ] || exit 0

sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
"${sudo[@]}" apt-get update -q
# One by one, as one may not be there. That apt is content says little: what counts is what runs afterwards.
for package in "${missing[@]}"; do
  "${sudo[@]}" apt-get install -qy --no-install-recommends "$package" || true
done

for program in "$browser" redis-server; do
  runs "$program" && continue
  echo "$program does not run, and apt could not mend that. Try: $program --version" >&2
  [ "$program" = redis-server ] ||
    echo "On Ubuntu, apt has Chromium only as a stub for a snap, or not at all: install Google Chrome from its .deb," \
      "and set CHROMIUM_PATH=/usr/bin/google-chrome." >&2
  exit 1
done
