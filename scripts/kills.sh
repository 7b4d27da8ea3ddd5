#!/usr/bin/env bash
# Kills runs with SIGKILL, in turn at each of their eight stages, at a random moment of it: scripts/kills.sh [COUNT [SEED]].
# After each the database must be that of before or that of after the run, and the next run must put it right. 400 kills unless told otherwise, which
# is 50 a stage; ./test.sh does one a stage.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export ECOMMERCE_ETL_KILLS=${1:-400} ECOMMERCE_ETL_KILL_SEED=${2:-$RANDOM}
echo "ECOMMERCE_ETL_KILLS=$ECOMMERCE_ETL_KILLS ECOMMERCE_ETL_KILL_SEED=$ECOMMERCE_ETL_KILL_SEED"
exec ./test.sh --filter FullyQualifiedName~KillTests --logger 'console;verbosity=normal'
