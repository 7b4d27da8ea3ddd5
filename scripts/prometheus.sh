# shellcheck shell=bash
# Sourced by test.sh: Prometheus with its promtool, and Alertmanager with its amtool, which scrape the live worker and check metrics, rules and messages. Where
# they are missing, Debian's packages are fetched and unpacked into a folder of its own; nothing is installed and no service starts. Without them the tests that
# need them say so and are skipped.

PROM_FOLDER=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/ecommerce-etl/prometheus

# Puts the programs into the PATH if they can be had; never fails.
prom_offer() {
  prom_offer_package prometheus prometheus promtool
  prom_offer_package prometheus-alertmanager prometheus-alertmanager amtool
  if [[ -d $PROM_FOLDER/usr/bin ]]; then export PATH=$PATH:$PROM_FOLDER/usr/bin; fi
}

# prom_offer_package PACKAGE PROGRAM...: fetches it unless all of its programs are there.
prom_offer_package() {
  local package=$1 program missing=no temporary
  for program in "${@:2}"; do
    command -v "$program" >/dev/null || [[ -x $PROM_FOLDER/usr/bin/$program ]] || missing=yes
  done
  if [[ $missing == no ]] || ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then return; fi
  echo "Fetching Debian's package '$package' into $PROM_FOLDER." >&2
  temporary=$(mktemp -d)
  if prom_fetch "$package" "$temporary" >"$temporary/log" 2>&1; then
    :
  else
    echo "That failed: $(tail -n 1 "$temporary/log")" >&2
  fi
  rm -rf -- "$temporary"
}

# prom_fetch PACKAGE FOLDER. With package lists of its own: the system's may be missing or old, and only root could refresh them.
prom_fetch() {
  local apt=(apt-get -q -o "Dir::State::Lists=$2/lists" -o "Dir::Cache=$2/cache" -o "APT::Sandbox::User=$(id -un)"
    -o Acquire::Retries=2 -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20)
  mkdir -p "$2/lists/partial" "$2/cache/archives/partial" "$PROM_FOLDER" || return
  (cd "$2" && "${apt[@]}" update && "${apt[@]}" download "$1" && dpkg-deb -x ./"$1"_*.deb "$PROM_FOLDER")
}
