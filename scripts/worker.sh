# shellcheck shell=bash
# Sourced by run.sh: the worker's process.

WORKER_PID='' STOPPED='' SIGNALS=0

# worker_run DATA DLL ARGUMENTS...: runs the worker to its end and returns its exit code, or ends the script with 130 or 143 if the script was told to stop. The worker
# has a session of its own, so that Ctrl-C reaches it once, through this script: a second signal would end it at once.
worker_run() {
  local data=$1 code seen start=()
  shift
  if command -v setsid >/dev/null; then start=(setsid); fi
  # Before the worker starts: a signal between the two would end this script and leave the worker behind.
  trap 'worker_signal 130' INT
  trap 'worker_signal 143' TERM HUP
  "${start[@]}" dotnet "$@" 8>&- 9>&- &
  WORKER_PID=$!
  process_note "$data" worker "$WORKER_PID"
  [[ -z $STOPPED ]] || kill -TERM "$WORKER_PID" 2>/dev/null || true
  while :; do
    code=0 seen=$SIGNALS
    wait "$WORKER_PID" || code=$?
    # A trap ends `wait` before the worker has ended: then this was not the worker's code.
    ((seen != SIGNALS)) || break
  done
  process_forget "$data" "$WORKER_PID"
  WORKER_PID=''
  # Where the worker was told to stop and did, that is what the script was asked for.
  if [[ -n $STOPPED && $code != 0 ]]; then exit "$STOPPED"; fi
  return "$code"
}

worker_signal() {
  STOPPED=$1 SIGNALS=$((SIGNALS + 1))
  [[ -z $WORKER_PID ]] || kill -TERM "$WORKER_PID" 2>/dev/null || true
}

# Ends a worker that is still there when the script ends for another reason: it would outlive it.
worker_stop() {
  [[ -n $WORKER_PID ]] || return 0
  kill -TERM "$WORKER_PID" 2>/dev/null || true
  wait "$WORKER_PID" 2>/dev/null || true
}

# The port $1 of this machine, or, if something listens there already, one that is free.
free_port() {
  local port=$1
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((20000 + RANDOM % 12000)); done
  printf '%s' "$port"
}
