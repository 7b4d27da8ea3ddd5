# shellcheck shell=bash
# Sourced by test.sh: promtool checks the metrics. Where it is missing, Debian's package is fetched and unpacked into a folder of its own; nothing
# is installed and no service starts. Without it the tests that need it say so and are skipped.

PROM_FOLDER=${XDG_CACHE_HOME:-$HOME/.cache}/ecommerce-etl/prometheus

# Puts promtool into the PATH if it can be had; never fails.
prom_offer() {
  local temporary
  if command -v promtool >/dev/null; then return; fi
  if [[ ! -x $PROM_FOLDER/usr/bin/promtool ]] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "promtool is missing: fetching Debian's package 'prometheus' into $PROM_FOLDER." >&2
    temporary=$(mktemp -d)
    if (cd "$temporary" && apt-get download -q prometheus && mkdir -p "$PROM_FOLDER" && dpkg-deb -x ./*.deb "$PROM_FOLDER") >"$temporary/log" 2>&1; then
      :
    else
      echo "That failed: $(tail -n 1 "$temporary/log")" >&2
    fi
    rm -rf -- "$temporary"
  fi
  if [[ -x $PROM_FOLDER/usr/bin/promtool ]]; then export PATH=$PATH:$PROM_FOLDER/usr/bin; fi
}
