# shellcheck shell=bash
# shellcheck disable=SC2034 # what is set here is read by the script that sources this
# Sourced by run.sh: the sample shop's process, and what a store is called.

SHOP_URL='' SHOP_TMP='' SHOP_DATA='' SHOP_MOVED=no

# shop_start DLL DATA: starts the shop with its kept opening time, on the port that it had before: a store is known by its address. A
# shop that another call has started for the same folder is used as it is. Sets SHOP_URL, and SHOP_MOVED to yes where somebody else has
# the port.
shop_start() {
  local dll=$1 data=$2 line='' port=0 start=()
  SHOP_DATA=$data
  if [[ -s $data/shop.port ]]; then port=$(<"$data/shop.port"); fi
  if [[ $port != 0 ]] && (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    if [[ -n $(processes_of "$data" shop) ]]; then
      SHOP_URL=http://127.0.0.1:$port
      return
    fi
    SHOP_MOVED=yes port=0
  fi
  SHOP_TMP=$(mktemp -d)
  mkfifo "$SHOP_TMP/out"
  # 8 and 9 are locks of run.sh. A session of its own: Ctrl-C is for run.sh, which ends the shop after the worker. Standard output is a pipe, since the shop writes its address there once it answers: nothing to poll.
  if command -v setsid >/dev/null; then start=(setsid); fi
  "${start[@]}" dotnet "$dll" --port "$port" --epoch "$(<"$data/epoch")" >"$SHOP_TMP/out" 2>"$data/shop.log" 8>&- 9>&- &
  process_note "$data" shop $!
  exec {shop_out}<"$SHOP_TMP/out"
  IFS= read -r -t 60 -u "$shop_out" line || true
  SHOP_URL=$(grep -oE 'https?://[^ ]+' <<<"$line" | sed -n 1p) || {
    echo "The sample shop does not start; the end of $data/shop.log:" >&2
    tail -n 5 "$data/shop.log" >&2
    return 1
  }
  printf '%s' "${SHOP_URL##*:}" >"$data/shop.port"
}

# Ends the shop, unless another call for the same folder still uses it: who ends last ends it, whoever started it.
shop_stop() {
  local pid attempt
  [[ -z $SHOP_TMP ]] || rm -rf -- "$SHOP_TMP"
  [[ -n $SHOP_DATA ]] || return 0
  if command -v flock >/dev/null && ! { flock -u 8 && flock -n 8; }; then return; fi
  for pid in $(processes_of "$SHOP_DATA" shop); do
    kill -TERM "$pid" 2>/dev/null || true
  done
  # It may be no child of this script, so it cannot be waited for.
  for ((attempt = 0; attempt < 150; attempt++)); do
    [[ -n $(processes_of "$SHOP_DATA" shop) ]] || break
    sleep 0.1
  done
}

# The store's name for a shop's URL: its host in lower case, dots as dashes, as names may hold neither dots nor colons.
store_name() {
  local name
  [[ ${1,,} =~ ^https?://([^/?#:@]+) ]] || return
  name=${BASH_REMATCH[1]//./-}
  name=${name//[^a-z0-9_-]/}
  [[ $name =~ ^[a-z0-9] ]] || return
  printf '%s' "${name:0:63}"
}

# shop_secret SETTING WHAT: has a secret of the store in the environment, asking for it where it is missing and somebody can answer.
shop_secret() {
  local variable=Stores__0__$1 file=Stores__0__$1_FILE answer=''
  [[ -z ${!variable:-} && -z ${!file:-} ]] || return 0
  if [[ ! -t 0 ]]; then
    echo "run.sh: the shop's $2 is missing; put it into a file and set $file to its name" >&2
    return 1
  fi
  read -r -s -p "The shop's $2: " answer || true
  echo >&2
  [[ -n $answer ]] || { echo "run.sh: nothing was given" >&2; return 1; }
  export "$variable=$answer"
}
