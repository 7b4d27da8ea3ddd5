# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the script that sources this
# Sourced by stack-test.sh: a Compose project of its own, and ways to ask it.

DOCKER=${DOCKER:-docker}
PROJECT=${STACK_PROJECT:-ecommerce-etl-test}
PASSED=0 FAILED=0

# stack_settings FILE: the sample shop on a fast schedule, and ports that no other stack uses.
stack_settings() {
  cat "$ROOT/offline.env" - >"$1" <<TEXT
STORE_CRON=0/5 * * * * ?
POSTGRES_PORT=${STACK_POSTGRES_PORT:-25432}
PROMETHEUS_PORT=${STACK_PROMETHEUS_PORT:-29090}
GRAFANA_PORT=${STACK_GRAFANA_PORT:-23000}
ETL_PORTS=${STACK_ETL_PORTS:-28080-28089}
PAGE_PORTS=${STACK_PAGE_PORTS:-28090-28099}
TEXT
  ENV_FILE=$1
}

# Compose, current or the older program of its own. Its settings come from the file alone.
dc() {
  local compose=("$DOCKER" compose)
  "$DOCKER" compose version >/dev/null 2>&1 || compose=(docker-compose)
  (cd "$ROOT" && env -u COMPOSE_FILE -u COMPOSE_PROFILES -u API_BASE_URL -u STORE_NAME "${compose[@]}" --env-file "$ENV_FILE" -p "$PROJECT" "$@") 2> >(quiet_compose >&2)
}

# Errors stay; what it does to each container is told by the checks.
quiet_compose() { grep -vE '^ |^(Creating|Starting|Stopping|Removing|Recreating|Restarting) |^$' || true; }

# check NAME COMMAND...: counts it; shows what a failed one said.
check() {
  local name=$1 said
  shift
  if said=$("$@" 2>&1); then
    PASSED=$((PASSED + 1))
    echo "ok    $name"
  else
    FAILED=$((FAILED + 1))
    echo "FAIL  $name"
    printf '%s\n' "$said" | tail -n 15 | sed 's/^/      /'
  fi
}

# eventually SECONDS COMMAND...: asks again each second until it holds.
eventually() {
  local end=$((SECONDS + $1)) said
  shift
  until said=$("$@" 2>&1); do
    if ((SECONDS >= end)); then echo "not within the time: $*"; printf '%s\n' "$said"; return 1; fi
    sleep 1
  done
}

refused() { # refused TEXT COMMAND...: it fails, and says that text.
  local text=$1 said
  shift
  if said=$("$@" 2>&1); then echo "was allowed: $*"; return 1; fi
  grep -qi -- "$text" <<<"$said" || { printf '%s\n' "$said"; return 1; }
}

same() { [[ $1 == "$2" ]] || { echo "is '$1', expected '$2'"; return 1; }; }

ids() { dc ps -q "$1"; }
state() { "$DOCKER" inspect -f "$2" "$1"; }
is_healthy() { local id; for id in $(ids "$1"); do same "$(state "$id" '{{.State.Health.Status}}')" healthy || return; done; [[ -n ${id:-} ]]; }

# SQL as the owner, inside the container; as one of the roles, over the network with its password.
sql() { dc exec -T postgres psql -U postgres -d ecommerce -X -qAt -v ON_ERROR_STOP=1 -c "$1"; }
# The password goes by environment: arguments can be read by everybody on the machine.
sql_as() { PGPASSWORD=$2 "$DOCKER" exec -e PGPASSWORD "$(ids postgres)" psql -h postgres -U "$1" -d ecommerce -X -qAt -v ON_ERROR_STOP=1 -c "$3"; }
holds() { same "$(sql "SELECT $1")" t; }
secrets() { "$DOCKER" run --rm -v "${PROJECT}_secrets:/secrets:ro" "$@"; }

# prom EXPRESSION: true if it has a value in the stack's Prometheus.
prom_port() { dc port prometheus 9090; }
prom() { curl -fsS --data-urlencode "query=$1" "http://$(prom_port)/api/v1/query" | grep -q '"value"'; }

runs() { sql "SELECT count(*) FROM etl_runs WHERE outcome = 'succeeded'"; }
# A run that began after now succeeds.
goes_on() { local last; last=$(sql "SELECT coalesce(max(run_id), 0) FROM etl_runs"); eventually "${1:-60}" holds "EXISTS (SELECT FROM etl_runs WHERE run_id > $last AND outcome = 'succeeded')"; }

# Each file of the invariants returns the rows that offend it.
invariants() {
  local file rows
  for file in "$ROOT"/EcommerceEtl.Data/Invariants/*.sql; do
    rows=$(sql "$(<"$file")") || return
    [[ -z $rows ]] || { echo "$file"; head -n 3 <<<"$rows"; return 1; }
  done
}

# Kills a container's process from outside, as the kernel would: the engine thinks it crashed.
# shellcheck disable=SC2016 # $1 belongs to the inner shell
kill_9() {
  "$DOCKER" run --rm --pid=host --user root --entrypoint sh postgres:18.6-alpine -c 'kill -9 "$1"' sh "$(state "$1" '{{.State.Pid}}')"
}
