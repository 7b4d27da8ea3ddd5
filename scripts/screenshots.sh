#!/usr/bin/env bash
# Takes the pictures of the built-in page in docs/pictures: scripts/screenshots.sh URL, the address that ./run.sh prints. Needs Chromium (Debian's package).
set -euo pipefail
URL=${1:?"usage: scripts/screenshots.sh URL"}
PICTURES=$(cd "$(dirname "${BASH_SOURCE[0]}")/../docs/pictures" && pwd -P)
command -v chromium >/dev/null || { echo "screenshots.sh: Chromium is missing (apt-get install chromium)." >&2; exit 2; }
PROFILE=$(mktemp -d)
trap 'rm -rf -- "$PROFILE"' EXIT

# picture NAME WIDTH,HEIGHT [CHROMIUM OPTION...]
picture() {
  local name=$1 size=$2
  shift 2
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$PROFILE" --window-size="$size" "$@" \
    --screenshot="$PICTURES/page-$name.png" "$URL" >/dev/null 2>&1
}
picture light 1280,1450
picture dark 1280,1450 --blink-settings=preferredColorScheme=0
# Chromium's window is at least 500 pixels wide.
picture phone 500,1100
