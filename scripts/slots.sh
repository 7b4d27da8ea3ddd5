#!/usr/bin/env bash
# Two workers on one database with a slot every second, either killed with SIGKILL at random moments: scripts/slots.sh [SLOTS [SEED]].
# Each slot must have exactly one success. 100 slots unless told otherwise; ./test.sh watches 20.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export ECOMMERCE_ETL_SLOTS=${1:-100} ECOMMERCE_ETL_SLOT_SEED=${2:-$RANDOM}
echo "ECOMMERCE_ETL_SLOTS=$ECOMMERCE_ETL_SLOTS ECOMMERCE_ETL_SLOT_SEED=$ECOMMERCE_ETL_SLOT_SEED"
exec ./test.sh --filter FullyQualifiedName~TwoWorkersTests --logger 'console;verbosity=normal'
