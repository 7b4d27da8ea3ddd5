# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the script that sources this
# Sourced by run.sh: the sample shop's process, and what a store is called.

SHOP_PID='' SHOP_URL='' SHOP_TMP=''

# shop_start DLL DATA: starts the shop with its kept opening time on a free port. Sets SHOP_URL.
shop_start() {
  local dll=$1 data=$2 line='' start=()
  SHOP_TMP=$(mktemp -d)
  mkfifo "$SHOP_TMP/out"
  # 8 and 9 are locks of run.sh. A session of its own: Ctrl-C is for run.sh, which ends the shop after the worker. Standard output is a pipe, since the shop writes its address there once it answers: nothing to poll.
  if command -v setsid >/dev/null; then start=(setsid); fi
  "${start[@]}" dotnet "$dll" --port 0 --epoch "$(<"$data/epoch")" >"$SHOP_TMP/out" 2>"$data/shop.log" 8>&- 9>&- &
  SHOP_PID=$!
  exec {shop_out}<"$SHOP_TMP/out"
  IFS= read -r -t 60 -u "$shop_out" line || true
  SHOP_URL=$(grep -oE 'https?://[^ ]+' <<<"$line" | head -n 1) || {
    echo "The sample shop does not start; the end of $data/shop.log:" >&2
    tail -n 5 "$data/shop.log" >&2
    return 1
  }
}

shop_stop() {
  if [[ -n $SHOP_PID ]]; then
    kill -TERM "$SHOP_PID" 2>/dev/null || true
    wait "$SHOP_PID" 2>/dev/null || true
  fi
  [[ -z $SHOP_TMP ]] || rm -rf -- "$SHOP_TMP"
}

# The store's name for a shop's URL: its host in lower case, dots as dashes, as names may hold neither dots nor colons.
store_name() {
  local name
  [[ ${1,,} =~ ^https?://([^/?#@]*@)?([^/?#:@]+) ]] || return
  name=${BASH_REMATCH[2]//./-}
  name=${name//[^a-z0-9_-]/}
  [[ $name =~ ^[a-z0-9] ]] || return
  printf '%s' "${name:0:63}"
}
