# shellcheck shell=bash
# Sourced by test.sh: Chromium, in which the tests look at the built-in page. Where it is missing, Debian's package is installed if that can be done
# without asking anybody. Without it the tests that need it say so and are skipped.

# Installs chromium if it can; never fails.
browser_offer() {
  local said
  if command -v chromium >/dev/null || ((EUID != 0)) || ! command -v apt-get >/dev/null; then return; fi
  echo "Chromium is missing: installing Debian's package 'chromium'." >&2
  if ! said=$({ apt-get -q update && apt-get -q -y --no-install-recommends install chromium; } 2>&1); then
    echo "That failed: $(tail -n 1 <<<"$said")" >&2
  fi
}
