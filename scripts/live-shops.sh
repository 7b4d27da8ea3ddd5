#!/usr/bin/env bash
# The tests of category "live", against a real shop that is set up on loopback: scripts/live-shops.sh [vendure|medusa].
# The shop comes from npm (Vendure about 200 MB, Medusa 700, kept in artifacts/live) and gets an empty database each time. Needs Node.js
# 20 or newer.
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
case $shop in
  vendure) package=@vendure/core ;;
  medusa) package=@medusajs/medusa ;;
  *) echo "Usage: scripts/live-shops.sh [vendure|medusa]" >&2; exit 2 ;;
esac
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "Node.js and npm are missing: apt-get install nodejs npm" >&2
  exit 2
fi
pg_need || exit 2

HOME_OF_SHOP=$ROOT/artifacts/live/$shop
mkdir -p "$HOME_OF_SHOP"
cp scripts/live/"$shop"/* "$HOME_OF_SHOP/"
if [[ ! -d $HOME_OF_SHOP/node_modules/$package ]]; then
  echo "Installing ${shop^} with npm ..."
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
export PGHOST=127.0.0.1 PGPORT=$PG_PORT PGUSER=$PG_USER PGPASSWORD VENDURE_DISABLE_TELEMETRY=true MEDUSA_DISABLE_TELEMETRY=true
"$PG_BIN/psql" -q -d postgres -c "DROP DATABASE IF EXISTS $shop WITH (FORCE)" -c "CREATE DATABASE $shop" 2>/dev/null

PORT=$((PG_PORT + 1))
export PORT DATABASE_URL=postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/$shop
cd "$HOME_OF_SHOP"
if [[ $shop == medusa ]]; then
  echo "Making the tables of Medusa ..."
  quietly node node_modules/.bin/medusa db:migrate && quietly node node_modules/.bin/medusa user -e admin@example.com -p password1 || exit 2
  node node_modules/.bin/medusa start -H 127.0.0.1 -p "$PORT" >server.log 2>&1 &
else
  node index.js >server.log 2>&1 &
fi
server=$!
cd "$ROOT"
echo "Waiting for ${shop^} on port $PORT ..."
for ((i = 0; i < 1500; i++)); do
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$HOME_OF_SHOP/server.log" >&2; exit 2; }
  if curl -sf -o /dev/null "http://127.0.0.1:$PORT/health"; then break; fi
  sleep 0.2
done
((i < 1500)) || { echo "${shop^} did not answer within five minutes:" >&2; tail -n 20 "$HOME_OF_SHOP/server.log" >&2; exit 2; }

export "ECOMMERCE_ETL_${shop^^}_DATABASE=Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=$shop"
export "ECOMMERCE_ETL_${shop^^}=http://127.0.0.1:$PORT"
# The tests have a PostgreSQL of their own.
unset PGHOST PGPORT PGUSER PGPASSWORD DATABASE_URL
./test.sh --filter "TestCategory=live&FullyQualifiedName~${shop^}"
