#!/bin/sh
# The service `init` of docker-compose.yml: copies the boards to where Grafana reads them, so that the owner's board opens on days that hold data. A shop is
# shown by its last 30 whole days, as the files say; the public Fake Store sells nothing any more, and is shown by its quarter of 2020. Grafana knows no variables
# in a board, which is why this is written into the copy.
set -eu
FROM=${1:?make-boards.sh FROM TO} TO=${2:?make-boards.sh FROM TO}

address=${STORE_URL:-${API_BASE_URL:-}}
host=${address#*://}
host=${host%%/*}
case ${STORE_KIND:-FakeStore}:${host:-fakestoreapi.com} in
  FakeStore:fakestoreapi.com) first=2020-01-01T00:00:00.000Z last=2020-03-31T23:59:59.999Z ;;
  *) first=now-30d/d last=now-1d/d ;;
esac

for board in "$FROM"/*.json; do
  # Grafana may read it at any moment: whole or not at all. It runs as another user.
  copy=$TO/${board##*/}
  sed -e "s|\"from\": \"now-30d/d\"|\"from\": \"$first\"|" -e "s|\"to\": \"now-1d/d\"|\"to\": \"$last\"|" "$board" >"$copy.new"
  chmod 0644 "$copy.new"
  mv -f "$copy.new" "$copy"
done
