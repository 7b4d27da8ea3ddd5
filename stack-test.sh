#!/usr/bin/env bash
# Builds the images, starts the whole stack as a user would, and tries what may happen to it in a year. See --help.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=scripts/stack.sh
. "$ROOT/scripts/stack.sh"

usage() {
  cat <<TEXT
Usage: ./stack-test.sh [options]

Builds the images and starts the stack with the sample shop, as the Compose project '$PROJECT' with volumes and ports of its own. Ends with
'N passed, N failed'; exit code 0 if none failed. It needs a Docker engine with Compose, curl, and some 10 minutes.

  --no-build              take the images that are there
  --build-network NETWORK network of the build's steps, for example host
  --without-grafana       where there is no image of Grafana: PostgreSQL's, Prometheus's and Alertmanager's may be any that bear their names
  --keep                  leave the stack running

Environment: DOCKER (the program), STACK_PROJECT, STACK_POSTGRES_PORT, STACK_PROMETHEUS_PORT, STACK_GRAFANA_PORT, STACK_ETL_PORTS.
TEXT
}

BUILD=yes NETWORK=() KEEP=no SERVERS=(postgres etl prometheus alertmanager shop grafana)
while (($# > 0)); do
  case $1 in
    --no-build) BUILD=no; shift ;;
    --build-network) NETWORK=(--network "${2:?--build-network needs a value}"); shift 2 ;;
    --without-grafana) SERVERS=(postgres etl prometheus alertmanager shop); shift ;;
    --keep) KEEP=yes; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "stack-test.sh: unknown option '$1' (--help shows what there is)" >&2; exit 2 ;;
  esac
done
"$DOCKER" info >/dev/null 2>&1 || { echo "No Docker engine answers." >&2; echo "0 passed, 1 failed"; exit 2; }

TMP=$(mktemp -d)
stack_settings "$TMP/settings"
VERSION=$(sed -nE 's/.*<Version>(.*)<\/Version>.*/\1/p' "$ROOT/Directory.Build.props")
finish() {
  if [[ $KEEP == no ]]; then dc down -v --remove-orphans >/dev/null 2>&1 || true; rm -rf -- "$TMP"; fi
}
trap finish EXIT

# From a clone that was made with umask 077: modes are copied into images.
clone() { mkdir "$TMP/clone" && tar -C "$ROOT" --exclude=.git --exclude=bin --exclude=obj --exclude=artifacts -c . | tar -C "$TMP/clone" -x && chmod -R go-rwx "$TMP/clone"; }
build() { DOCKER_BUILDKIT=1 "$DOCKER" build -q "${NETWORK[@]}" --target "$1" -t "$2:$VERSION" "$TMP/clone"; }
up() { dc up -d --no-build "$@" "${SERVERS[@]}"; }
all_healthy() { local service; for service in "${SERVERS[@]}"; do eventually 180 is_healthy "$service" || return; done; }
ended_well() { same "$(state "$("$DOCKER" ps -aq -f "label=com.docker.compose.project=$PROJECT" -f "label=com.docker.compose.service=$1")" '{{.State.ExitCode}}')" 0; }
worker_url() { echo "http://$(dc port etl 8080)"; }
ready() { curl -fsS "$(worker_url)/health/ready"; }

if [[ $BUILD == yes ]]; then
  echo "Building ..."
  check "a clone that only its owner can read" clone
  check "the worker's image builds" build worker ecommerce-etl
  for image in shop init prometheus alertmanager ${SERVERS[5]:-}; do check "the image for $image builds" build "$image" "ecommerce-etl-$image"; done
fi
check "the image states the version" same "$(state "ecommerce-etl:$VERSION" '{{index .Config.Labels "org.opencontainers.image.version"}}')" "$VERSION"
dc down -v --remove-orphans >/dev/null 2>&1 || true

echo "Starting ..."
check "one command starts it" up
check "every container is healthy" all_healthy
check "the secrets were made" ended_well init
check "the schema was migrated" ended_well migrate
check "the first run succeeds by itself" eventually 60 holds "EXISTS (SELECT FROM etl_runs WHERE outcome = 'succeeded')"

echo "Using it ..."
reports() { local said; said=$(dc run --rm etl report) && grep -q 'Total Revenue' <<<"$said"; }
logs_of_a_run() { local said; said=$(dc logs --no-color etl) && grep -q succeeded <<<"$said"; }
by_hand() { PGPASSWORD=$(secrets --entrypoint cat postgres:18.6-alpine /secrets/postgres_password) "$DOCKER" run --rm --network host -e PGPASSWORD --entrypoint psql \
  postgres:18.6-alpine -h 127.0.0.1 -p "${STACK_POSTGRES_PORT:-25432}" -U postgres -d ecommerce -qAt -c "SELECT count(*) > 0 FROM events"; }
pointed() { local said; said=$(dc run --rm etl config) && grep -qE '^Stores:0:BaseUrl +http://shop:8080$' <<<"$said"; }
check "docker compose run --rm etl run" dc run --rm etl run
check "docker compose run --rm etl report" reports
check "docker compose logs etl" logs_of_a_run
check "psql from this machine" same "$(by_hand)" t
check "the settings of .env reach the worker" pointed
check "the live counts of the ledger are the rows" holds "(SELECT count(*) FROM carts) = (SELECT live FROM etl_run_entities JOIN etl_runs USING (run_id)
  WHERE entity = 'carts' AND outcome = 'succeeded' ORDER BY run_id DESC LIMIT 1)"
told() { local said; said=$(dc run --rm admin customer export sample 1) && grep -q '"city"' <<<"$said"; }
erased() { dc run --rm admin customer erase sample 1 && dc run --rm etl run && holds "NOT EXISTS (SELECT FROM customers WHERE user_id = 1)"; }
check "docker compose run --rm admin customer export" told
check "docker compose run --rm admin customer erase, and the next run brings nobody back" erased
check "the invariants hold" invariants

echo "Metrics ..."
all_rules() { local rules; rules=$(curl -fsS "http://$(prom_port)/api/v1/rules") && ! grep -q '"health":"err"' <<<"$rules" &&
  same "$(grep -o '"name":"Etl[A-Za-z]*"' <<<"$rules" | sort -u | wc -l)" "$(grep -c '^ *- alert: Etl' "$ROOT/prometheus/rules/alerts.yml")"; }
foreign() { [[ $(curl -sS -o /dev/null -w '%{http_code}' -H 'Host: attacker.example' "$(worker_url)/metrics") == 400 ]]; }
check "a page of another name that points here reads no metrics" foreign
check "Prometheus scrapes the worker" eventually 60 prom 'up{job="etl"} == 1'
check "it knows of the successes" eventually 60 prom 'time() - etl_run_last_success_timestamp_seconds{store="sample"} < 60'
check "it has all the rules, and none fails" eventually 60 all_rules
told_nobody() { local said; said=$(dc exec -T alertmanager amtool --alertmanager.url=http://localhost:9093 config show) && grep -q 'receiver: operator' <<<"$said" && ! grep -q '_configs' <<<"$said"; }
check "it has found Alertmanager" eventually 60 prom 'prometheus_notifications_alertmanagers_discovered == 1'
check "which tells nobody unasked" told_nobody
check "recording rules give values" eventually 60 prom 'store:etl_data_age_seconds:min'
if [[ ${SERVERS[*]} == *grafana* ]]; then
  sent_away() { [[ $(curl -sS -o /dev/null -w '%{http_code}' -H 'Host: attacker.example' "http://$(dc port grafana 3000)/api/search?query=funnel") == 301 ]]; }
  check "Grafana shows the boards to anybody on this machine" eventually 60 curl -fsS -H 'Host: localhost' "http://$(dc port grafana 3000)/api/search?query=funnel"
  check "but not to a page of another name that points here" sent_away
  opens_on_days() { curl -fsS -H 'Host: localhost' "http://$(dc port grafana 3000)/api/dashboards/uid/ecommerce-funnel" | grep -q '"from":"now-30d/d"'; }
  check "the owner's board opens on the last 30 whole days of the sample shop" eventually 60 opens_on_days
fi

echo "Rights ..."
files_are_private() { same "$(secrets --entrypoint sh postgres:18.6-alpine -c 'find /secrets -type f ! -perm 0400')" "" &&
  same "$(secrets --entrypoint sh postgres:18.6-alpine -c 'cat /secrets/postgres_password | wc -c')" 64; }
own_secret_only() { refused "permission denied" secrets --user 1654 --entrypoint cat postgres:18.6-alpine "/secrets/$1"; }
nothing_public() { local ports; ports=$("$DOCKER" ps -f "label=com.docker.compose.project=$PROJECT" --format '{{.Ports}}') && ! grep -E '0\.0\.0\.0|\[::\]' <<<"$ports"; }
WORKER=$(secrets --entrypoint cat postgres:18.6-alpine /secrets/migrate/etl_worker_password)
READER=$(secrets --entrypoint cat postgres:18.6-alpine /secrets/grafana_reader_password)
check "secrets have mode 0400" files_are_private
check "the worker cannot read the owner's password" own_secret_only postgres_password
check "nor who is told of alerts" own_secret_only alertmanager.yml
check "nor the migrator's copy" own_secret_only migrate/connection
check "etl_worker writes rows" sql_as etl_worker "$WORKER" "UPDATE stores SET name = name"
check "etl_worker makes no table" refused "permission denied" sql_as etl_worker "$WORKER" "CREATE TABLE t (i int)"
check "etl_worker drops none" refused "must be owner" sql_as etl_worker "$WORKER" "DROP TABLE carts"
check "grafana_reader reads figures" sql_as grafana_reader "$READER" "SELECT sum(sessions) FROM daily_totals"
check "grafana_reader sees no single session" refused "permission denied" sql_as grafana_reader "$READER" "SELECT count(*) FROM events"
check "grafana_reader takes no lock" refused "permission denied" sql_as grafana_reader "$READER" "SELECT pg_advisory_lock(hashtextextended('ecommerce-etl store fakestore', 0))"
check "a statement that takes all memory fails alone" refused "out of memory" sql_as grafana_reader "$READER" "SELECT length(string_agg(repeat('x', 1000000), '')) FROM generate_series(1, 900)"
# Each savepoint takes a place in the table of locks that all sessions share.
all_locks() {
  { echo "SET default_transaction_read_only = off; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; BEGIN;"
    seq 16000 | sed "s/.*/SAVEPOINT s; SELECT pg_logical_emit_message(true, 'a', 'b') IS NULL;/"
    echo "SELECT pg_sleep(120);"; } |
    PGPASSWORD=$READER "$DOCKER" exec -i -e PGPASSWORD "$(ids postgres)" psql -h postgres -U grafana_reader -d ecommerce -X -q -o /dev/null -v ON_ERROR_STOP=1 &
  eventually 60 holds "count(*) > 16000 FROM pg_locks" && goes_on 60 || return
  sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'grafana_reader'"
  wait $! || true
}
check "a session that takes all the locks that it can stops nobody" all_locks
check "grafana_reader does not write" refused "read-only\|permission denied" sql_as grafana_reader "$READER" "DELETE FROM carts"
check "nor after it allowed itself to" refused "permission denied" sql_as grafana_reader "$READER" "SET transaction_read_only = off; DELETE FROM carts"
check "grafana_reader sees no payload of the quarantine" refused "permission denied" sql_as grafana_reader "$READER" "SELECT payload FROM quarantine"
check "a wrong password is refused" refused "authentication failed" sql_as etl_worker wrong "SELECT 1"
check "every port is of this machine alone" nothing_public

echo "Restarts ..."
for service in "${SERVERS[@]}"; do
  restarted() { dc restart "$service" && eventually 180 is_healthy "$service" && goes_on 90; }
  check "$service is restarted" restarted
done

echo "kill -9 of the worker ..."
for attempt in 1 2 3; do
  killed() {
    local id began
    id=$(ids etl) began=$(state "$id" '{{.State.StartedAt}}')
    kill_9 "$id" && eventually 30 differs "$id" "$began" && eventually 60 ready && goes_on 60
  }
  differs() { [[ $(state "$1" '{{.State.StartedAt}}') != "$2" && $(state "$1" '{{.State.Running}}') == true ]]; }
  check "killed ($attempt): it comes back and goes on" killed
done
check "no run is left running for ever" eventually 30 holds "NOT EXISTS (SELECT FROM etl_runs WHERE outcome = 'running' AND started_at < now() - interval '2 minutes')"
check "the invariants hold" invariants

echo "The database is gone for 30 s ..."
WORKER_ID=$(ids etl) BEGAN=$(state "$(ids etl)" '{{.State.StartedAt}}')
check "PostgreSQL stops" dc stop postgres
check "the worker says that it is not ready" eventually 20 refused 503 ready
sleep 30
check "it lives on, in the same process" same "$(state "$WORKER_ID" '{{.State.StartedAt}} {{.State.Running}}')" "$BEGAN true"
check "PostgreSQL starts" dc start postgres
check "the worker is ready again" eventually 60 ready
check "and goes on" goes_on 60

echo "Two workers ..."
two_seen() { prom 'count(up{job="etl"} == 1) == 2'; }
check "docker compose up --scale etl=2" up --scale etl=2
check "both are healthy" eventually 180 is_healthy etl
check "Prometheus finds both" eventually 90 two_seen
check "runs go on" goes_on 60
FIRST=$(ids etl | sed -n 1p)
first_dies() { kill_9 "$FIRST" && goes_on 60; }
check "one of them is killed, the other goes on" first_dies
check "the killed one comes back" eventually 180 is_healthy etl
check "each slot has succeeded once" holds "NOT EXISTS (SELECT FROM etl_runs WHERE outcome = 'succeeded' AND slot IS NOT NULL GROUP BY store_id, slot HAVING count(*) > 1)"
check "the invariants hold" invariants

echo "Stopping ..."
stopped_in_time() {
  local began=$SECONDS id ids
  ids=$(ids etl)
  dc stop etl || return
  for id in $ids; do same "$(state "$id" '{{.State.ExitCode}}')" 0 || return; done
  ((SECONDS - began < 20)) || { echo "took $((SECONDS - began)) s"; return 1; }
}
check "the workers end by themselves, with 0, in less than the grace period" stopped_in_time
BEFORE=$(runs) SECRETS=$(secrets --entrypoint sh postgres:18.6-alpine -c 'cat /secrets/postgres_password /secrets/etl_connection /secrets/grafana_admin_password | md5sum')
check "docker compose down" dc down
check "docker compose up, on the same volumes" up
check "every container is healthy" all_healthy
up_to_date() { local said; said=$(dc logs --no-color migrate) && grep -q 'up to date' <<<"$said"; }
check "there was nothing to migrate" up_to_date
check "the secrets are the same" same "$(secrets --entrypoint sh postgres:18.6-alpine -c 'cat /secrets/postgres_password /secrets/etl_connection /secrets/grafana_admin_password | md5sum')" "$SECRETS"
check "the runs are still there" holds "count(*) >= $BEFORE FROM etl_runs WHERE outcome = 'succeeded'"
check "and it goes on" goes_on 60
check "the invariants hold" invariants

echo "$PASSED passed, $FAILED failed"
((FAILED == 0))
