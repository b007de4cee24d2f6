#!/usr/bin/env bash
# What has to pass before a change lands, once the packages are installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

npm run check
npm test
