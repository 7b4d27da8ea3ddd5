# shellcheck shell=bash
# Sourced by test.sh: Prometheus and its promtool, which scrape the live worker and check its metrics. Where they are missing, Debian's package is
# fetched and unpacked into a folder of its own; nothing is installed and no service starts. Without it the tests that need it say so and are skipped.

PROM_FOLDER=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ecommerce-etl/prometheus

# Puts prometheus and promtool into the PATH if they can be had; never fails.
prom_offer() {
  local temporary
  if command -v promtool >/dev/null && command -v prometheus >/dev/null; then return; fi
  if [[ ! -x $PROM_FOLDER/usr/bin/promtool ]] && command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null; then
    echo "Prometheus is missing: fetching Debian's package 'prometheus' into $PROM_FOLDER." >&2
    temporary=$(mktemp -d)
    if prom_fetch "$temporary" >"$temporary/log" 2>&1; then
      :
    else
      echo "That failed: $(tail -n 1 "$temporary/log")" >&2
    fi
    rm -rf -- "$temporary"
  fi
  if [[ -x $PROM_FOLDER/usr/bin/promtool ]]; then export PATH=$PATH:$PROM_FOLDER/usr/bin; fi
}

# With package lists of its own: the system's may be missing or old, and only root could refresh them.
prom_fetch() {
  local apt=(apt-get -q -o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache" -o "APT::Sandbox::User=$(id -un)"
    -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20)
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial" "$PROM_FOLDER" || return
  (cd "$1" && "${apt[@]}" update && "${apt[@]}" download prometheus && dpkg-deb -x ./prometheus_*.deb "$PROM_FOLDER")
}
