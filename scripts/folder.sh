# shellcheck shell=bash
# Sourced by run.sh: the data folder, the mark by which it is known as one of run.sh's, and the processes that work on it.

FOLDER_MARK=.ecommerce-etl

# True if run.sh made the folder $1: only then may --reset delete it.
folder_is_ours() { [[ -f $1/$FOLDER_MARK ]] || folder_is_unmarked "$1"; }

# Version 0.1.0 set no mark. Its folders have a shop's opening time, and nothing beside what that version made.
folder_is_unmarked() {
  local entry
  grep -qxE '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z' "$1/epoch" 2>/dev/null || return
  for entry in "$1"/* "$1"/.[!.]*; do
    case ${entry##*/} in
      epoch | landing | lock | password | pg_service.conf | pgpass | postgres | shop.log | users | '.[!.]*') ;;
      *) return 1 ;;
    esac
  done
}

# Makes the folder $1, or takes one that is empty or ours; fails with 2 for any other. Nobody but its owner may look into it: it holds passwords.
folder_open() {
  local data=$1
  if [[ -e $data && ! (-d $data && -r $data && -w $data && -x $data) ]]; then
    echo "$data cannot be used: it is no folder that $(id -un) may read and write. Name another one: --data DIR" >&2
    return 2
  fi
  if [[ -d $data ]] && ! folder_is_ours "$data" && [[ -n $(ls -A -- "$data") ]]; then
    echo "The folder $data holds files that run.sh did not make, so it is left alone. Name a new or an empty folder: --data DIR" >&2
    return 2
  fi
  if ((EUID == 0)); then
    # The database of root runs as the user postgres, who has to get through the folders above (pg_start lets it into this one).
    (umask 022 && mkdir -p -- "${data%/*}/") && (umask 077 && mkdir -p -- "$data") && chmod u=rwx,g-rw,o= -- "$data" || return 2
  else
    mkdir -p -- "$data" && chmod 700 -- "$data" || return 2
  fi
  [[ -f $data/$FOLDER_MARK ]] || echo "run.sh made this folder; run.sh --reset deletes it with all that is in it." >"$data/$FOLDER_MARK"
}

# When process $1 began, in the system's own counting; nothing if it has ended. With it, a number that was given to another process is noticed.
process_began() {
  local stat
  if [[ -d /proc/self ]]; then
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    # The name before the last parenthesis may hold spaces. Z: it has ended, and only its parent has not looked.
    read -r -a stat <<<"${stat##*) }"
    [[ ${stat[0]} == Z ]] || printf '%s' "${stat[19]}"
  else
    ps -o lstart= -p "$1" || true
  fi
}

# process_note FOLDER WHAT PID: what runs here (run.sh, worker, shop), for a later --stop to find.
process_note() {
  mkdir -p "$1/processes"
  printf '%s %s\n' "$2" "$(process_began "$3")" >"$1/processes/$3"
}

process_forget() { rm -f -- "$1/processes/$2"; }

# The numbers of the processes of FOLDER that live and are WHAT, one a line. Forgets those that have ended.
processes_of() {
  local file what began
  for file in "$1"/processes/*; do
    if [[ ! -f $file ]] || ! read -r what began <"$file"; then continue; fi
    if [[ $(process_began "${file##*/}") != "$began" ]]; then
      rm -f -- "$file"
    elif [[ $what == "$2" ]]; then
      printf '%s\n' "${file##*/}"
    fi
  done
}

# Ends what works on the folder $1, or fails and says why. First run.sh, which ends its worker and its shop by itself; then those whose run.sh was killed.
folder_stop() {
  local data=$1 what pid attempt
  for what in run.sh worker shop; do
    for pid in $(processes_of "$data" "$what"); do
      if kill -TERM "$pid" 2>/dev/null; then
        echo "Ending $what (process $pid) ..."
      elif [[ -n $(process_began "$pid") ]]; then
        echo "$what (process $pid) still works on $data and belongs to $(stat -c %U "/proc/$pid" 2>/dev/null || echo another user), who alone can end it. Nothing else was stopped." >&2
        return 1
      fi
    done
    # A worker is given 10 s to roll its run back, a shop less, and run.sh ends both and the database.
    for ((attempt = 0; attempt < 600; attempt++)); do
      pid=$(processes_of "$data" "$what")
      [[ -n $pid ]] || continue 2
      sleep 0.1
    done
    echo "$what (process ${pid//$'\n'/, }) was told to end and has not within a minute; look at it, or kill it. Nothing else was stopped." >&2
    return 1
  done
  # Each run.sh holds this lock as long as it lives, those of version 0.1.0 too, which left no number. One that has just ended gives it back at once.
  if [[ -f $data/users ]] && command -v flock >/dev/null && ! flock -w 5 "$data/users" true; then
    echo "A run.sh of an earlier version still works on $data. End it with Ctrl-C where it runs; nothing was stopped." >&2
    return 1
  fi
}
