#!/usr/bin/env bash
# The package as it is published, and its SBOM: pack.sh FOLDER. On a release, the tag has to name it.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder="${1:?pack.sh FOLDER}"

version="v$(node --print 'require("./package.json").version')"
if [ "${GITHUB_REF_TYPE:-}" = tag ] && [ "$GITHUB_REF_NAME" != "$version" ]; then
  echo "The tag is $GITHUB_REF_NAME, and package.json says $version." >&2
  exit 1
fi

mkdir -p "$folder"
npm run build
npm pack --pack-destination "$folder"
# All that it was made with: the bundles hold parts of what is a dependency of development only, which is marked as such.
# (With --omit dev, npm also leaves out what a package of development needs as well.)
npm sbom --sbom-format cyclonedx --sbom-type library --package-lock-only > "$folder/sbom.cdx.json"
