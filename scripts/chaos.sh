#!/usr/bin/env bash
# Runs that are killed, paused, overtaken, cut off from their database or their shop, or whose PostgreSQL crashes: scripts/chaos.sh [COUNT [SEED]].
# After each the database must be that of before or that of after the run, row by row, and the next run must put it right. 1,000 faults unless told
# otherwise; ./test.sh does 16.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export ECOMMERCE_ETL_CHAOS=${1:-1000} ECOMMERCE_ETL_CHAOS_SEED=${2:-$RANDOM}
echo "ECOMMERCE_ETL_CHAOS=$ECOMMERCE_ETL_CHAOS ECOMMERCE_ETL_CHAOS_SEED=$ECOMMERCE_ETL_CHAOS_SEED"
exec ./test.sh --filter FullyQualifiedName~ChaosTests --logger 'console;verbosity=normal'
