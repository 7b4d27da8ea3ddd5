# shellcheck shell=bash
# Sourced by run.sh: the worker's process.

# worker_run DLL ARGUMENTS...: runs the worker to its end and returns its exit code, or ends the script with it if the script was told to stop. The worker
# has a session of its own, so that Ctrl-C reaches it once, through this script: a second signal would end it at once.
worker_run() {
  local code=0 worker='' start=()
  if command -v setsid >/dev/null; then start=(setsid); fi
  STOPPED=''
  # Before the worker starts: a signal between the two would end this script and leave the worker behind.
  trap 'STOPPED=130; [[ -z $worker ]] || kill -TERM "$worker" 2>/dev/null || true' INT
  trap 'STOPPED=143; [[ -z $worker ]] || kill -TERM "$worker" 2>/dev/null || true' TERM HUP
  "${start[@]}" dotnet "$@" 8>&- 9>&- &
  worker=$!
  [[ -z $STOPPED ]] || kill -TERM "$worker" 2>/dev/null || true
  while :; do
    local stopped=$STOPPED
    code=0
    wait "$worker" || code=$?
    # A trap ends `wait` before the worker has ended: then this was not the worker's code.
    [[ $stopped != "$STOPPED" ]] || break
  done
  trap - INT TERM HUP
  # Where the worker was told to stop and did, that is what the script was asked for.
  if [[ -n $STOPPED && $code != 0 ]]; then exit "$STOPPED"; fi
  return "$code"
}

# The port $1 of this machine, or, if something listens there already, one that is free.
free_port() {
  local port=$1
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((20000 + RANDOM % 12000)); done
  printf '%s' "$port"
}
