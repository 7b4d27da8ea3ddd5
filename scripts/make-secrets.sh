#!/bin/sh
# The service `init` of docker-compose.yml: makes each secret that is missing, in the volume `secrets`. What is there already is never overwritten,
# so it may run at every start. Each file has mode 0400 and belongs to the one service that reads it; where two services need the same
# secret, each has a copy of its own (owned by the other's user, a file of mode 0400 would be no use to it).
set -eu
umask 077
# A second folder, which only those mount who may act as the owner with the worker's files (the service `admin`).
ADMIN=${2:?make-secrets.sh SECRETS ADMIN_SECRETS}
# Settings that cannot be used end this script before anything is made.
if [ -n "${STORE_URL:-}" ] && [ -n "${API_BASE_URL:-}" ]; then
  echo ".env has both STORE_URL and API_BASE_URL, which is an older name of it. Remove one of them." >&2
  exit 1
fi
alerting=$(sh "$(dirname "$0")/make-alerting.sh")
cd "$1"

WORKER=1654 MIGRATE=1655 GRAFANA=472 ALERTMANAGER=65534

# put FILE OWNER: standard input becomes the file, whole or not at all.
put() {
  # What a killed start left there belongs to another user by now.
  rm -f "$1.new"
  cat >"$1.new"
  chmod 0400 "$1.new"
  chown "$2" "$1.new"
  mv -f "$1.new" "$1"
}

# secret FILE OWNER [VALUE]: made of 32 random bytes unless a value is given; left as it is where it exists.
secret() {
  if [ -s "$1" ]; then
    chown "$2" "$1"
    return
  fi
  value=${3:-}
  [ -n "$value" ] || value=$(od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n')
  printf %s "$value" | put "$1" "$2"
  echo "made $1"
}

# Values of a connection string may hold anything between double quotes, a double quote as two.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/"/""/g')"; }

# connection USER PASSWORD_FILE: what the worker's setting ConnectionStrings:Warehouse takes. The network is this machine's own and has no TLS: the password
# must not be asked for in a form that could be read there.
connection() {
  printf 'Host=postgres;Port=5432;Database=%s;Username=%s;Password=%s;Require Auth=ScramSHA256' \
    "$(quoted "${POSTGRES_DB:-ecommerce}")" "$(quoted "$1")" "$(quoted "$(cat "$2")")"
}

# This folder is passable for all; each file is readable for one.
mkdir -p migrate
chmod 0755 . migrate "$ADMIN"

secret postgres_password postgres "${POSTGRES_PASSWORD:-}"
# Grafana of an earlier version has encrypted its database with Grafana's own well-known key, and would not start with another one on the same day.
if [ -s grafana_admin_password ] && [ ! -s grafana_secret_key ]; then secret_key=SW2YcwTIb9zpOOhoPsMm; fi
secret grafana_secret_key "$GRAFANA" "${secret_key:-}"
secret grafana_admin_password "$GRAFANA" "${GRAFANA_ADMIN_PASSWORD:-}"
secret grafana_reader_password "$GRAFANA"
secret migrate/etl_worker_password "$MIGRATE"

# The shop's keys, from files of the folder `secrets` beside docker-compose.yml, whoever they belong to there.
STORE=${STORE_SECRETS:-/store-secrets}
rm -rf store
mkdir store
chmod 0755 store
# store_secret WHAT FILE: FILE is secrets/NAME, as in .env; empty for a shop that needs none.
store_secret() {
  file=${2#./}
  [ -n "$file" ] || return 0
  name=${file#secrets/}
  case $name in
    "$file" | '' | */*)
      echo ".env names '$2' for the shop's $1. It must be a file of the folder secrets, such as secrets/$1." >&2
      exit 1
      ;;
  esac
  if [ ! -s "$STORE/$name" ]; then
    echo "The file secrets/$name is missing or empty. It must hold the shop's $1 in one line (.env: STORE_...)." >&2
    exit 1
  fi
  put "store/$name" "$WORKER" <"$STORE/$name"
}
store_secret token "${STORE_TOKEN_FILE:-}"
store_secret key "${STORE_KEY_FILE:-}"
store_secret secret "${STORE_SECRET_FILE:-}"

# Made anew each time from the four above, so they follow when one of those is changed.
put migrate/grafana_reader_password "$MIGRATE" <grafana_reader_password
connection "${POSTGRES_USER:-postgres}" postgres_password | put migrate/connection "$MIGRATE"
connection etl_worker migrate/etl_worker_password | put etl_connection "$WORKER"
printf '%s\n' "$alerting" | put alertmanager.yml "$ALERTMANAGER"
put "$ADMIN/connection" "$WORKER" <migrate/connection
