#!/usr/bin/env bash
# Ends the live worker with SIGTERM at random moments, in its start, extract, load and between runs: scripts/signals.sh [COUNT [SEED]].
# Each must exit 0 within 10 s, and the tables must be those of a clean load. 200 signals unless told otherwise; ./test.sh sends 20.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export ECOMMERCE_ETL_SIGNALS=${1:-200} ECOMMERCE_ETL_SIGNAL_SEED=${2:-$RANDOM}
echo "ECOMMERCE_ETL_SIGNALS=$ECOMMERCE_ETL_SIGNALS ECOMMERCE_ETL_SIGNAL_SEED=$ECOMMERCE_ETL_SIGNAL_SEED"
exec ./test.sh --filter FullyQualifiedName~SignalledStoreTests --logger 'console;verbosity=normal'
