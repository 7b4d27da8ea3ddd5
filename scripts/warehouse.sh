# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the script that sources this
# Sourced by run.sh, after postgres.sh: the warehouse's database, wherever it is. Each warehouse_use_* sets CONNECTION (for the worker; never
# printed, it holds the password), PSQL (a command), PSQL_LINE (the same as text to paste) and WHERE (for people).

PG_IMAGE=postgres:18.6-alpine

# A private cluster in FOLDER/postgres.
warehouse_use_local() {
  local data=$1 password
  pg_start "$data/postgres" || return
  password=$(<"$data/postgres/password")
  CONNECTION="Host=127.0.0.1;Port=$PG_PORT;Database=$PG_DATABASE;Username=$PG_USER;Password=$password"
  # A service file, so that the line to paste neither shows the password nor asks for it.
  (umask 077
    printf '127.0.0.1:*:*:%s:%s\n' "$PG_USER" "$password" >"$data/pgpass"
    printf '[warehouse]\nhost=127.0.0.1\nport=%s\ndbname=%s\nuser=%s\npassfile=%s\n' "$PG_PORT" "$PG_DATABASE" "$PG_USER" "$data/pgpass" >"$data/pg_service.conf")
  PSQL=(env "PGSERVICEFILE=$data/pg_service.conf" "$PG_BIN/psql" service=warehouse)
  PSQL_LINE=$(printf 'PGSERVICEFILE=%q %q service=warehouse' "$data/pg_service.conf" "$PG_BIN/psql")
  WHERE="PostgreSQL on 127.0.0.1:$PG_PORT, kept in $data/postgres"
}

# A container with a named volume. PostgreSQL 18's image keeps its data under /var/lib/postgresql.
warehouse_use_docker() {
  local data=$1 name=$2 port password attempt
  # A deleted folder does not lock its owner out: the container still knows.
  [[ -s $data/password ]] || (umask 077
    docker inspect -f '{{range .Config.Env}}{{println .}}{{end}}' "$name" 2>/dev/null | sed -n 's/^POSTGRES_PASSWORD=//p' | tr -d '\n' >"$data/password" || true
    [[ -s $data/password ]] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$data/password")
  password=$(<"$data/password")
  if ! docker container inspect "$name" >/dev/null 2>&1; then
    # The value goes by environment: arguments can be read by everybody on the machine.
    POSTGRES_PASSWORD=$password quietly docker create --name "$name" -e POSTGRES_PASSWORD -e "POSTGRES_USER=$PG_USER" \
      -e "POSTGRES_DB=$PG_DATABASE" -p 127.0.0.1::5432 -v "$name:/var/lib/postgresql" "$PG_IMAGE" || return
  fi
  quietly docker start "$name" || return
  # By TCP: the server that the image runs while it makes its cluster listens on a socket only.
  for ((attempt = 0; ; attempt++)); do
    docker exec "$name" pg_isready -q -h 127.0.0.1 -U "$PG_USER" -d "$PG_DATABASE" 2>/dev/null && break
    ((attempt < 300)) || { echo "The database container $name is not ready after 60 s: docker logs $name" >&2; return 2; }
    sleep 0.2
  done
  port=$(docker port "$name" 5432/tcp | sed -n '1s/.*://p')
  CONNECTION="Host=127.0.0.1;Port=$port;Database=$PG_DATABASE;Username=$PG_USER;Password=$password"
  PSQL=(docker exec -i "$name" psql -U "$PG_USER" "$PG_DATABASE")
  PSQL_LINE="docker exec -it $name psql -U $PG_USER $PG_DATABASE"
  WHERE="PostgreSQL in the container and volume $name"
}

# True if a connection string holds a password, in any dialect: what stands in a command line can be read by everybody on the machine.
warehouse_has_password() { [[ ${1,,} =~ (^|[;[:space:]])(ssl)?(password|pwd|psw)[[:space:]]*= || $1 =~ ://[^/@]*:[^/@]*@ ]]; }

# A database that somebody else runs, by its Npgsql connection string: KEY=value parted by semicolons, values in quotes where they hold one.
warehouse_use_given() {
  local rest=$1 key value host=localhost port=5432 db='' user='' password=''
  CONNECTION=$1
  while [[ $rest =~ ^[[:space:]\;]*([^=\;]+)=[[:space:]]*(.*)$ ]]; do
    key=${BASH_REMATCH[1],,} rest=${BASH_REMATCH[2]}
    if [[ $rest =~ ^\"(([^\"]|\"\")*)\"(.*)$ ]]; then
      value=${BASH_REMATCH[1]//\"\"/\"} rest=${BASH_REMATCH[3]}
    elif [[ $rest =~ ^\'(([^\']|\'\')*)\'(.*)$ ]]; then
      value=${BASH_REMATCH[1]//\'\'/\'} rest=${BASH_REMATCH[3]}
    else
      value=${rest%%;*} rest=${rest#"${rest%%;*}"}
    fi
    case ${key//[[:space:]]/} in
      host | server) host=$value ;;
      port) port=$value ;;
      database | db) db=$value ;;
      username | userid | user | uid) user=$value ;;
      password | pwd | psw) password=$value ;;
    esac
  done
  [[ -n $db ]] || db=${user:-$(id -un)}
  WHERE="PostgreSQL at $host:$port, database $db"
  PSQL=() PSQL_LINE=$(printf 'psql -h %q -p %q%s %q' "$host" "$port" "${user:+ -U $(printf %q "$user")}" "$db")
  if command -v psql >/dev/null; then
    export PGCONNECT_TIMEOUT=10
    # -w: never ask; the password comes by environment, as arguments can be read by everybody on the machine.
    [[ -z $password ]] || export PGPASSWORD=$password
    PSQL=(psql -w -h "$host" -p "$port" ${user:+-U "$user"} "$db")
  fi
}

# Stops what warehouse_use_local or warehouse_use_docker left running.
warehouse_stop() {
  local data=$1 name=$2
  pg_stop "$data/postgres"
  if docker_answers && docker container inspect "$name" >/dev/null 2>&1; then quietly docker stop "$name"; fi
}

# Deletes the data of both.
warehouse_delete() {
  local data=$1 name=$2
  warehouse_stop "$data" "$name"
  if docker_answers; then
    docker rm -f "$name" >/dev/null 2>&1 || true
    docker volume rm -f "$name" >/dev/null 2>&1 || true
  fi
  rm -rf -- "$data"
}
