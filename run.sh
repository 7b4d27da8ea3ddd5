#!/usr/bin/env bash
# A shop, a database and the worker on its schedule, with nothing configured. See --help.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=scripts/dotnet.sh
. "$ROOT/scripts/dotnet.sh"
# shellcheck source=scripts/folder.sh
. "$ROOT/scripts/folder.sh"
# shellcheck source=scripts/postgres.sh
. "$ROOT/scripts/postgres.sh"
# shellcheck source=scripts/warehouse.sh
. "$ROOT/scripts/warehouse.sh"
# shellcheck source=scripts/shop.sh
. "$ROOT/scripts/shop.sh"
# shellcheck source=scripts/worker.sh
. "$ROOT/scripts/worker.sh"

usage() {
  cat <<TEXT
Usage: ./run.sh [options] [-- WORKER COMMAND...]

Starts the sample shop and a private PostgreSQL, loads the shop into the warehouse, shows what came of it, and goes on as the
worker does for months: a run whenever one is due, a line a run. Ctrl-C ends worker, shop and database; the data stay, and the
next call goes on from them.

  --shop SHOP             which sample shop: fakestore, or woocommerce, whose orders are paid, cancelled and paid back (fakestore)
  --once                  end after the first run; the private database is left running, so that you can look into it
  --store-url URL         load this shop instead, such as https://fakestoreapi.com
  --kind KIND             what kind of shop that is: FakeStore (the API of the Fake Store), DummyJson, Medusa, Vendure or WooCommerce
                          (docs/shops.md). Its key comes from the environment (WooCommerce: Stores__0__Key and Stores__0__Secret; Medusa and
                          Vendure: Stores__0__Token; each also as ..._FILE with a file's name), or is asked for
  --database CONNECTION   use this database (Npgsql connection string) instead of a private one. Without its password, which everybody
                          on this machine could read here: that comes from PGPASSWORD, ~/.pgpass, or stands in the string and the
                          string in a file or in the environment
  --database-file FILE    the same, the connection string being the one line of this file. From the environment:
                          ConnectionStrings__Warehouse, or ConnectionStrings__Warehouse_FILE with a file's name
  --data DIR              keep database, landing zone and the shop's opening time here, in a folder of its own
                          (now: $DATA)
  --stop                  end all that works on the data folder: worker, sample shop, private database; the data stay
  --reset [--yes]         end it and delete all of the data folder, if run.sh made it
  -- COMMAND...           run this command of the worker instead, with the same settings: -- config, -- replay --all

The sample shop is loaded every 15 s, another every 5 min; Stores__0__Cron changes that, ASPNETCORE_URLS where the endpoints
are, and Web__Urls where the page is.
Exit code: that of the worker (0 done, 1 failed, 2 wrong settings or something missing, 3 another run is under way).
TEXT
}

# Two clones must not share a database by accident, so the place depends on the clone. Root cannot keep it in the clone: the server
# runs as the user postgres, who may not enter /root.
if ((EUID == 0)); then DATA=/var/lib/ecommerce-etl/ecommerce-etl-$(printf %s "$ROOT" | cksum | cut -d' ' -f1); else DATA=$ROOT/.run; fi
STORE_URL='' KIND='' SAMPLE='' DATABASE=${ConnectionStrings__Warehouse:-} DATABASE_FILE=${ConnectionStrings__Warehouse_FILE:-} ACTION=serve YES=no COMMAND=()
# What a later call needs to find the same folder, and the same shop and database: for hints that work as they stand.
SELF=$0 FOLDER=() SHOP=() GIVEN=()
[[ $SELF == */* ]] || SELF=./$SELF

wrong() { echo "run.sh: $1 (--help shows what there is)" >&2; exit 2; }
while (($# > 0)); do
  case $1 in
    --store-url | --kind | --shop | --database | --database-file | --data)
      [[ -n ${2:-} ]] || wrong "$1 needs a value"
      case $1 in
        --store-url) STORE_URL=$2 SHOP+=(--store-url "$2") ;;
        --shop)
          [[ $2 == fakestore || $2 == woocommerce ]] || wrong "--shop is '$2'; it must be fakestore or woocommerce"
          SAMPLE=$2 SHOP+=(--shop "$2") ;;
        --kind) KIND=$2 SHOP+=(--kind "$2") ;;
        --database)
          if warehouse_has_password "$2"; then
            wrong "--database holds a password, which everybody on this machine can read in the list of processes; leave it to PGPASSWORD, or put the connection string into a file for --database-file"
          fi
          DATABASE=$2 DATABASE_FILE='' GIVEN=(--database "$2") ;;
        --database-file) DATABASE='' DATABASE_FILE=$(realpath -m -- "$2"); GIVEN=(--database-file "$DATABASE_FILE") ;;
        --data) DATA=$(realpath -m -- "$2"); FOLDER=(--data "$DATA") ;;
      esac
      shift 2 ;;
    --once | --stop | --reset)
      [[ $ACTION == serve || $ACTION == "${1#--}" ]] || wrong "--$ACTION and $1 exclude each other"
      ACTION=${1#--}; shift ;;
    --yes) YES=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    --) shift; COMMAND=("$@"); break ;;
    *) wrong "unknown option '$1'" ;;
  esac
done

# again ARGUMENTS...: the line that calls this script again for the same folder; again_all: for the same shop and database too.
again() { local line; printf -v line '%q ' "$SELF" "${FOLDER[@]}" "$@"; printf '%s' "${line% }"; }
again_all() { again "${SHOP[@]}" "${GIVEN[@]}" "$@"; }
# shellcheck disable=SC2034 # postgres.sh names it in a message
PG_RESET=$(again --reset)

# Container and volume belong to the data folder, which holds their password.
CONTAINER=ecommerce-etl-$(printf %s "$DATA" | cksum | cut -d' ' -f1)

if [[ $ACTION == stop || $ACTION == reset ]]; then
  if [[ -d $DATA ]] && ! folder_is_ours "$DATA"; then
    echo "run.sh did not make the folder $DATA ($(id -un) finds no $FOLDER_MARK in it), so nothing is stopped or deleted." >&2
    exit 2
  fi
  if [[ $ACTION == reset && $YES == no ]]; then
    read -r -p "Delete $DATA, database and landing zone and all? [y/N] " answer || true
    [[ ${answer:-} == [yY]* ]] || { echo "Nothing deleted."; exit 1; }
  fi
  folder_stop "$DATA" || exit
  if [[ $ACTION == reset ]]; then
    warehouse_delete "$DATA" "$CONTAINER"
    echo "Deleted: $DATA"
  else
    warehouse_stop "$DATA" "$CONTAINER"
    if [[ -d $DATA ]]; then echo "Nothing runs any more. The data are in $DATA."; else echo "There is no folder $DATA."; fi
  fi
  exit
fi
[[ -z $STORE_URL || -z $SAMPLE ]] || wrong "--shop chooses a sample shop and --store-url names another: keep one of them"
if [[ -n $KIND ]]; then
  [[ -n $STORE_URL ]] || wrong "--kind says what the shop behind --store-url is, which is missing"
  export Stores__0__Kind=$KIND
  case $KIND in
    WooCommerce) shop_secret Key "consumer key (ck_...)" && shop_secret Secret "consumer secret (cs_...)" || exit 2 ;;
    Medusa) shop_secret Token "secret API key (sk_...)" || exit 2 ;;
    Vendure) shop_secret Token "API key" || exit 2 ;;
  esac
fi
if [[ -n $STORE_URL ]]; then
  [[ ! $STORE_URL =~ ^[a-zA-Z]+://[^/?#]*@ ]] || wrong "--store-url holds a user or a password, which everybody on this machine can read in the list of processes; a shop's token goes into Stores__0__Token_FILE"
  STORE=$(store_name "$STORE_URL") || wrong "--store-url is '$STORE_URL'; it must begin with http:// or https:// and a host"
fi
if [[ -n $DATABASE_FILE ]]; then
  [[ -z $DATABASE ]] || wrong "the environment names the database twice: ConnectionStrings__Warehouse and ConnectionStrings__Warehouse_FILE; keep one of them"
  [[ -f $DATABASE_FILE && -r $DATABASE_FILE ]] || wrong "the file $DATABASE_FILE, which should hold the connection string, cannot be read"
  DATABASE=$(<"$DATABASE_FILE")
  [[ -n $DATABASE && $DATABASE != *$'\n'* ]] || wrong "the file $DATABASE_FILE must hold one line, the connection string"
  # The worker is handed the string, and would complain of two.
  unset ConnectionStrings__Warehouse_FILE
fi

# With a command of one's own, standard output is for that command's data.
say() { if ((${#COMMAND[@]} > 0)); then echo "$@" >&2; else echo "$@"; fi; }

need_dotnet "$ROOT"
[[ -n $DATABASE ]] || pg_need || exit 2
if ((${#COMMAND[@]} > 0)); then ACTION=once; fi
folder_open "$DATA" || exit 2

LOCKED=no READY=no
finish() {
  # Somebody who presses Ctrl-C twice wants an end, not a database that is left running.
  trap '' INT TERM HUP
  worker_stop
  shop_stop
  if [[ $ACTION == serve && -z $DATABASE && $LOCKED == yes ]]; then
    if ! command -v flock >/dev/null || { flock -u 8 && flock -n 8; }; then warehouse_stop "$DATA" "$CONTAINER"; fi
    [[ $READY == no ]] || echo "Ended. The data are in $DATA; $(again_all) goes on from there, $(again --reset) deletes them."
  fi
  process_forget "$DATA" $$
}
trap finish EXIT
process_note "$DATA" run.sh $$

say "Building (the first time that takes some minutes, since packages are fetched) ..."
# No build servers: they would outlive this script.
quietly dotnet build "$ROOT/scripts/run.slnf" -c Release -v q --nologo --disable-build-servers -p:RunAnalyzers=false || exit 2
program() { printf '%s/EcommerceEtl.%s/bin/Release/net10.0/EcommerceEtl.%s.dll' "$ROOT" "$1" "$1"; }

if ((EUID == 0)) && [[ $DATA == /var/lib/ecommerce-etl/* ]]; then chmod 711 /var/lib/ecommerce-etl; fi
# One start at a time (9); who ends last stops the database (8). pg_as keeps both from being inherited by the server.
if command -v flock >/dev/null; then exec 9>"$DATA/lock" 8>"$DATA/users"; flock 9; flock -s 8; fi
LOCKED=yes
if [[ -n $DATABASE ]]; then
  warehouse_use_given "$DATABASE"
elif pg_bin >/dev/null; then
  warehouse_use_local "$DATA" || exit 2
else
  warehouse_use_docker "$DATA" "$CONTAINER" || exit 2
fi
[[ -s $DATA/epoch ]] || date -u +%Y-%m-%dT%H:%M:%SZ >"$DATA/epoch"
READY=yes
say "Database     $WHERE"

if [[ -z $STORE_URL ]]; then
  STORE=sample
  shop_start "$(program Sandbox)" "$DATA" || exit 2
  STORE_URL=$SHOP_URL
  : "${Stores__0__Cron:=0/15 * * * * ?}"
  if [[ $SAMPLE == woocommerce ]]; then
    # Another kind under the same name would be refused.
    STORE=sample-woocommerce
    export Stores__0__Kind=WooCommerce Stores__0__RequestsPerSecond=${Stores__0__RequestsPerSecond:-100}
  fi
  say "Sample shop  $SHOP_URL, open since $(<"$DATA/epoch"); it ends with this script and goes on where it would be"
else
  : "${Stores__0__Cron:=0 0/5 * * * ?}"
  say "Shop         $STORE_URL, as store $STORE"
fi
exec 9>&-
say

export ConnectionStrings__Warehouse=$CONNECTION Stores__0__Name=$STORE Stores__0__Kind=${Stores__0__Kind:-FakeStore} Stores__0__Cron \
  Stores__0__BaseUrl=$STORE_URL Landing__Path=${Landing__Path:-$DATA/landing} \
  Logging__Console__FormatterName=${Logging__Console__FormatterName:-simple}

FIRST=("${COMMAND[@]:-run}")
# The sample shop is the same one on whatever port.
if ((${#COMMAND[@]} == 0)) && [[ $SHOP_MOVED == yes ]]; then FIRST+=(--accept-store-change); fi
code=0
worker_run "$DATA" "$(program Worker)" "${FIRST[@]}" || code=$?
# Told to stop in the very moment in which the run ended.
[[ -z $STOPPED ]] || exit "$STOPPED"
# With wrong settings (2) the schedule could not run either.
if ((${#COMMAND[@]} > 0 || code == 2)); then exit "$code"; fi

if ((code == 0 && ${#PSQL[@]} > 0)); then
  echo
  "${PSQL[@]}" -X -q -v ON_ERROR_STOP=1 -v store="$STORE" <"$ROOT/scripts/kpis.sql" || echo "(The figures could not be read.)" >&2
elif ((code != 0)); then
  if ((code == 3)); then echo -n "The first run was skipped"; else echo -n "The first run failed"; fi
  if [[ $ACTION == once ]]; then echo "; the lines above say why."; else echo "; the lines above say why. The worker goes on by its schedule and tries again."; fi
fi
hint() { if ((${#1} <= 38)); then printf '  %-38s %s\n' "$1" "$2"; else printf '  %s\n    %s\n' "$1" "$2"; fi; }
echo "Look further:"
echo "  $PSQL_LINE"
echo "    tables and views: sessions, events, sales, products, run_log"
hint "$(again_all -- config)" "the worker's settings; also -- status, -- report, -- replay, -- --help"
hint "$Landing__Path" "what was fetched (landing zone)"
if [[ $ACTION == once ]]; then
  hint "$(again_all --once)" "again: loads what has changed in the shop since"
  [[ -n $DATABASE ]] || echo "The database is still running, for the line above to work. $(again --stop) ends it."
  exit "$code"
fi

export ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://localhost:$(free_port 8080)} Web__Urls=${Web__Urls:-http://localhost:$(free_port 8081)}
cat <<TEXT
$(hint "${ASPNETCORE_URLS%%;*}/metrics" "for Prometheus; also /health/ready")

The worker now runs by itself (${Stores__0__Cron} as Quartz cron, UTC), a line a run. Ctrl-C ends everything; the data stay.
TEXT
[[ ${Web__Enabled:-true} == [fF]* ]] || echo "The shop's figures as a page: ${Web__Urls%%;*}"
worker_run "$DATA" "$(program Worker)" serve
