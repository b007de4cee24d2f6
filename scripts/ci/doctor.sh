#!/usr/bin/env bash
# Asks the doctor about what was deployed: doctor.sh STAGE. DOCTOR_URL says where the site posts, DOCTOR_ACCEPT which
# checks may fail here; both may be absent or empty.
set -euo pipefail
cd "$(dirname "$0")/../.."
stage="${1:?doctor.sh STAGE}"

npx --no-install postern doctor --stage "$stage" \
  ${DOCTOR_URL:+"--url=$DOCTOR_URL"} ${DOCTOR_ACCEPT:+"--accept=$DOCTOR_ACCEPT"}
