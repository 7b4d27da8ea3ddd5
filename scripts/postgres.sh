# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the script that sources this
# Sourced by run.sh and test.sh: finds or installs PostgreSQL, and keeps a private cluster in a folder of its own.

# Who has become root by a plain 'su' has no folders of the administrator in the PATH, and runuser lies in one.
export PATH=$PATH:/usr/sbin:/sbin

PG_MIN=15
PG_USER=etl
PG_DATABASE=warehouse

# The folder of PostgreSQL's programs, newest first, or of exactly the major version $1: a cluster only opens with its own.
pg_bin() {
  local wanted=${1:-} initdb major best='' best_major=0
  for initdb in "$(command -v initdb || true)" /usr/lib/postgresql/*/bin/initdb /usr/pgsql-*/bin/initdb \
    /opt/homebrew/opt/postgresql@*/bin/initdb /usr/local/opt/postgresql@*/bin/initdb; do
    # Some systems link only some of the programs into the PATH: the folder behind the link has them all.
    initdb=$(readlink -f -- "$initdb" || true)
    [[ -x $initdb && -x ${initdb%/*}/pg_ctl && -x ${initdb%/*}/psql ]] || continue
    major=$("$initdb" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
    [[ -z $wanted || $major == "$wanted" ]] || continue
    ((major >= PG_MIN && major > best_major)) || continue
    best=${initdb%/*} best_major=$major
  done
  [[ -n $best ]] && printf '%s\n' "$best"
}

docker_answers() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# Makes sure that PostgreSQL or Docker is there. Installs Debian's package where it may; otherwise says how, and fails with 2.
pg_need() {
  local sudo=()
  if pg_bin >/dev/null || docker_answers; then return; fi
  if command -v apt-get >/dev/null && { ((EUID == 0)) || pg_may_sudo; }; then
    ((EUID == 0)) || sudo=(sudo)
    echo "Neither PostgreSQL nor Docker answers here: installing Debian's package 'postgresql' with apt-get." >&2
    pg_install "${sudo[@]}" && pg_bin >/dev/null && return
    echo "That did not bring PostgreSQL $PG_MIN or newer." >&2
  fi
  cat >&2 <<TEXT
This needs PostgreSQL $PG_MIN or newer (its programs; no server has to run), or Docker. Neither was found. On Debian or Ubuntu:
  sudo apt-get install -y postgresql
TEXT
  return 2
}

# Without a terminal nobody could type the password, and sudo would hang or fail obscurely.
pg_may_sudo() { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; }

# The package would make and start a cluster 'main' on port 5432 that nobody here uses: switched off between its two halves.
pg_install() {
  local apt=("$@" env DEBIAN_FRONTEND=noninteractive apt-get)
  "${apt[@]}" update -qq >&2 || echo "apt-get update failed; trying with the lists that are there." >&2
  "${apt[@]}" install -y -qq --no-install-recommends postgresql-common >&2 || return
  "$@" sed -i -E 's/^#? *create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf || return
  "${apt[@]}" install -y -qq --no-install-recommends postgresql >&2
}

# PostgreSQL refuses to run as root: root hands it to the user postgres. From /, since that user may not enter the current folder.
# 8 and 9 are locks of run.sh, which a server that inherits them would hold for ever.
pg_as() {
  if ((EUID == 0)); then
    (cd / && exec runuser -u postgres -- "$@") 8>&- 9>&-
  else
    "$@" 8>&- 9>&-
  fi
}

# What deletes a private cluster, for messages: run.sh knows its own options.
PG_RESET='./run.sh --reset'

# pg_start FOLDER: starts the cluster of that folder, made on the first call, on a free port of 127.0.0.1. Sets PG_PORT and PG_BIN.
pg_start() {
  local home=$1 major=''
  mkdir -p "$home"
  if ((EUID == 0)); then
    id -u postgres >/dev/null 2>&1 || { echo "root cannot run PostgreSQL, and there is no user 'postgres': useradd -r postgres" >&2; return 2; }
    # The folder above is root's, and closed to all but this user's group, which may pass through it.
    chgrp "$(id -gn postgres)" "${home%/*}"
    chmod g+x "${home%/*}"
    chown postgres "$home"
  fi
  chmod 700 "$home"
  pg_as test -w "$home" || { echo "The user postgres, as whom root runs the database, cannot get to $home: one of the folders above it is closed to others. Name another folder: --data DIR" >&2; return 2; }
  if [[ -f $home/data/PG_VERSION ]]; then major=$(<"$home/data/PG_VERSION"); fi
  PG_BIN=$(pg_bin "$major") || { echo "The database in $home was made by PostgreSQL $major, whose programs are gone: install postgresql-$major, or delete the data: $PG_RESET" >&2; return 2; }
  [[ -n $major ]] || pg_init "$home" || return
  if ! pg_as "$PG_BIN/pg_ctl" -D "$home/data" status >/dev/null; then
    pg_launch "$home" || return
  fi
  PG_PORT=$(sed -n 4p "$home/data/postmaster.pid")
}

# Made beside its place and moved there when whole: a broken-off first call leaves nothing that looks like a cluster.
pg_init() {
  local home=$1
  pg_as rm -rf "$home/data.new"
  # shellcheck disable=SC2016 # $1 belongs to the inner shell, which runs as the owner of the file
  pg_as bash -c 'umask 077; od -An -N24 -tx1 /dev/urandom | tr -d " \n" >"$1/password"' _ "$home"
  quietly pg_as "$PG_BIN/initdb" -D "$home/data.new" -U "$PG_USER" -E UTF8 --locale=C -A scram-sha-256 --pwfile="$home/password" || return
  quietly pg_as "$PG_BIN/postgres" --single -D "$home/data.new" postgres <<<"CREATE DATABASE $PG_DATABASE" || return
  pg_as mv "$home/data.new" "$home/data"
}

# Tries the port of last time first, so that lines the user has noted go on working; then others, since a free port may be taken meanwhile.
pg_launch() {
  local home=$1 port attempt
  port=$(cat "$home/port" 2>/dev/null || echo $((20000 + RANDOM % 12000)))
  for ((attempt = 0; attempt < 20; attempt++, port = 20000 + RANDOM % 12000)); do
    if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
    # No Unix socket: its path could be too long, and TCP is what the worker uses.
    if pg_as "$PG_BIN/pg_ctl" -D "$home/data" -w -t 60 -l "$home/server.log" \
      -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" start >/dev/null 2>&1 </dev/null; then
      # shellcheck disable=SC2016
      pg_as bash -c 'echo "$1" >"$2"' _ "$port" "$home/port"
      return
    fi
    tail -n 20 "$home/server.log" 2>/dev/null | grep -q 'Address already in use' || break
  done
  echo "PostgreSQL does not start; the end of $home/server.log:" >&2
  tail -n 5 "$home/server.log" >&2 || true
  return 2
}

pg_stop() {
  local home=$1 bin
  [[ -f $home/data/PG_VERSION ]] && bin=$(pg_bin "$(<"$home/data/PG_VERSION")") || return 0
  if pg_as "$bin/pg_ctl" -D "$home/data" status >/dev/null; then
    quietly pg_as "$bin/pg_ctl" -D "$home/data" -w -m fast stop
  fi
}
