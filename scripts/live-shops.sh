#!/usr/bin/env bash
# The tests of category "live", against a real shop that is set up on loopback: scripts/live-shops.sh [vendure].
# Vendure comes from npm (about 200 MB, kept in artifacts/live) and gets an empty database each time. Needs Node.js 20 or newer.
# ECOMMERCE_ETL_LIVE_EDITS, _KILLS and _ORDERS make them longer: 40, 20 and 5000 for a thorough proof.
# Exit code: as ./test.sh; 2 where something is missing.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$ROOT"
# shellcheck source=scripts/dotnet.sh
. scripts/dotnet.sh
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh

shop=${1:-vendure}
[[ $shop == vendure ]] || { echo "Usage: scripts/live-shops.sh [vendure]" >&2; exit 2; }
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "Node.js and npm are missing: apt-get install nodejs npm" >&2
  exit 2
fi
pg_need || exit 2

HOME_OF_SHOP=$ROOT/artifacts/live/$shop
mkdir -p "$HOME_OF_SHOP"
cp scripts/live/"$shop"/* "$HOME_OF_SHOP/"
if [[ ! -d $HOME_OF_SHOP/node_modules/@vendure/core ]]; then
  echo "Installing Vendure with npm ..."
  (cd "$HOME_OF_SHOP" && quietly timeout 600 npm install --no-audit --no-fund --ignore-scripts) || exit 2
fi

server=''
stop() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  pg_stop "$HOME_OF_SHOP/pg"
}
trap stop EXIT
pg_start "$HOME_OF_SHOP/pg"
PGPASSWORD=$(pg_as cat "$HOME_OF_SHOP/pg/password")
export PGHOST=127.0.0.1 PGPORT=$PG_PORT PGUSER=$PG_USER PGPASSWORD VENDURE_DISABLE_TELEMETRY=true
"$PG_BIN/psql" -q -d postgres -c 'DROP DATABASE IF EXISTS vendure WITH (FORCE)' -c 'CREATE DATABASE vendure' 2>/dev/null

PORT=$((PG_PORT + 1))
export PORT
(cd "$HOME_OF_SHOP" && exec node index.js) >"$HOME_OF_SHOP/server.log" 2>&1 &
server=$!
echo "Waiting for Vendure on port $PORT ..."
for ((i = 0; i < 600; i++)); do
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$HOME_OF_SHOP/server.log" >&2; exit 2; }
  if curl -sf -o /dev/null "http://127.0.0.1:$PORT/health"; then break; fi
  sleep 0.2
done
((i < 600)) || { echo "Vendure did not answer within two minutes:" >&2; tail -n 20 "$HOME_OF_SHOP/server.log" >&2; exit 2; }

ECOMMERCE_ETL_VENDURE_DATABASE="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=vendure"
export ECOMMERCE_ETL_VENDURE_DATABASE
# The tests have a PostgreSQL of their own.
unset PGHOST PGPORT PGUSER PGPASSWORD
ECOMMERCE_ETL_VENDURE=http://127.0.0.1:$PORT ./test.sh --filter TestCategory=live
