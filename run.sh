#!/usr/bin/env bash
# A shop, a database and one run of the worker, with nothing configured. See --help.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=scripts/dotnet.sh
. "$ROOT/scripts/dotnet.sh"
# shellcheck source=scripts/postgres.sh
. "$ROOT/scripts/postgres.sh"
# shellcheck source=scripts/warehouse.sh
. "$ROOT/scripts/warehouse.sh"
# shellcheck source=scripts/shop.sh
. "$ROOT/scripts/shop.sh"

usage() {
  cat <<TEXT
Usage: ./run.sh [options] [-- WORKER COMMAND...]

Starts the sample shop and a private PostgreSQL, loads the shop into the warehouse once, and shows what came of it. Call it
again: the shop has moved on, and what is new is loaded. The database is left running, so that you can look into it.

  --store-url URL         load this shop with the API of the Fake Store instead (https://fakestoreapi.com)
  --database CONNECTION   use this database (Npgsql connection string) instead of a private one; also taken from the
                          environment: ConnectionStrings__Warehouse
  --data DIR              keep database, landing zone and the shop's opening time here
                          (now: $DATA)
  --stop                  stop the private database; its data stay
  --reset [--yes]         stop it and delete all of the data folder
  -- COMMAND...           run this command of the worker instead of 'run', with the same settings: -- config, -- replay --all

Exit code: that of the worker (0 done, 1 failed, 2 wrong settings or something missing, 3 another run is under way).
TEXT
}

# Two clones must not share a database by accident, so the place depends on the clone. Root cannot keep it in the clone: the server
# runs as the user postgres, who may not enter /root.
if ((EUID == 0)); then DATA=/var/lib/ecommerce-etl/ecommerce-etl-$(printf %s "$ROOT" | cksum | cut -d' ' -f1); else DATA=$ROOT/.run; fi
STORE_URL='' DATABASE=${ConnectionStrings__Warehouse:-} ACTION=run YES=no COMMAND=()

wrong() { echo "run.sh: $1 (--help shows what there is)" >&2; exit 2; }
while (($# > 0)); do
  case $1 in
    --store-url | --database | --data)
      [[ -n ${2:-} ]] || wrong "$1 needs a value"
      case $1 in --store-url) STORE_URL=$2 ;; --database) DATABASE=$2 ;; --data) DATA=$(realpath -m -- "$2") ;; esac
      shift 2 ;;
    --stop | --reset) ACTION=${1#--}; shift ;;
    --yes) YES=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    --) shift; COMMAND=("$@"); break ;;
    *) wrong "unknown option '$1'" ;;
  esac
done

# Container and volume belong to the data folder, which holds their password.
CONTAINER=ecommerce-etl-$(printf %s "$DATA" | cksum | cut -d' ' -f1)

case $ACTION in
  stop)
    warehouse_stop "$DATA" "$CONTAINER"
    if [[ -d $DATA ]]; then echo "The database is stopped. Its data are in $DATA."; else echo "There is no database in $DATA."; fi
    exit 0 ;;
  reset)
    if [[ $YES == no ]]; then
      read -r -p "Delete $DATA, database and landing zone and all? [y/N] " answer || true
      [[ ${answer:-} == [yY]* ]] || { echo "Nothing deleted."; exit 1; }
    fi
    warehouse_delete "$DATA" "$CONTAINER"
    echo "Deleted: $DATA"
    exit 0 ;;
esac
[[ -z $STORE_URL ]] || STORE=$(store_name "$STORE_URL") || wrong "--store-url is '$STORE_URL'; it must begin with http:// or https:// and a host"

# With a command of one's own, standard output is for that command's data.
say() { if ((${#COMMAND[@]} > 0)); then echo "$@" >&2; else echo "$@"; fi; }

need_dotnet "$ROOT"
[[ -n $DATABASE ]] || pg_need || exit 2

say "Building ..."
# No build servers: they would outlive this script.
quietly dotnet build "$ROOT/scripts/run.slnf" -c Release -v q --nologo --disable-build-servers || exit 2
program() { printf '%s/EcommerceEtl.%s/bin/Release/net10.0/EcommerceEtl.%s.dll' "$ROOT" "$1" "$1"; }

mkdir -p "$DATA"
# Root's folders must be passable for the user postgres, whatever the umask; nobody else has any business in a user's.
if ((EUID != 0)); then chmod 700 "$DATA"; elif [[ $DATA == /var/lib/ecommerce-etl/* ]]; then chmod 711 /var/lib/ecommerce-etl "$DATA"; fi
# One start at a time; pg_as keeps the lock from being inherited by the server.
if command -v flock >/dev/null; then exec 9>"$DATA/lock"; flock 9; fi
if [[ -n $DATABASE ]]; then
  warehouse_use_given "$DATABASE"
elif pg_bin >/dev/null; then
  warehouse_use_local "$DATA" || exit 2
else
  warehouse_use_docker "$DATA" "$CONTAINER" || exit 2
fi
[[ -s $DATA/epoch ]] || date -u +%Y-%m-%dT%H:%M:%SZ >"$DATA/epoch"
exec 9>&-
say "Database     $WHERE"

trap shop_stop EXIT
if [[ -z $STORE_URL ]]; then
  STORE=sample
  shop_start "$(program Sandbox)" "$DATA" || exit 2
  STORE_URL=$SHOP_URL
  say "Sample shop  $SHOP_URL, open since $(<"$DATA/epoch"); it ends with this script and goes on where it would be"
else
  say "Shop         $STORE_URL, as store $STORE"
fi
say

export ConnectionStrings__Warehouse=$CONNECTION Stores__0__Name=$STORE Stores__0__Kind=${Stores__0__Kind:-FakeStore} \
  Stores__0__BaseUrl=$STORE_URL Landing__Path=${Landing__Path:-$DATA/landing}
# In the background, so that a signal to this script is passed on at once and not when the run is over.
code=0 ended=''
dotnet "$(program Worker)" "${COMMAND[@]:-run}" &
worker=$!
trap 'ended=130; kill -TERM $worker 2>/dev/null || true' INT
trap 'ended=143; kill -TERM $worker 2>/dev/null || true' TERM
wait "$worker" || code=$?
# A trap ends `wait` before the worker has ended.
[[ -z $ended ]] || { wait "$worker" || true; exit "$ended"; }
((code == 0 && ${#COMMAND[@]} == 0)) || exit "$code"

if ((${#PSQL[@]} > 0)); then
  echo
  "${PSQL[@]}" -X -q -v ON_ERROR_STOP=1 -v store="$STORE" <"$ROOT/scripts/kpis.sql" || echo "(The figures could not be read.)" >&2
fi
cat <<TEXT
Look further:
  $PSQL_LINE
    tables and views: sessions, events, products, run_log
  ./run.sh                     again: loads what has changed in the shop since
  ./run.sh --store-url https://fakestoreapi.com
  ./run.sh -- config           the worker's settings; also -- replay, -- migrate, -- --help
  ${Landing__Path}    what was fetched (landing zone)
TEXT
[[ -n $DATABASE ]] || echo "The database is still running, for the line above to work. ./run.sh --stop ends it."
