#!/usr/bin/env bash
# One worker, a run an hour for more than a year of its clock: scripts/soak.sh [RUNS]. Memory, threads, connections, files and the time of a run must stay
# what they were.
# 10,000 runs unless told otherwise; ./test.sh does 144.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export ECOMMERCE_ETL_SOAK=${1:-10000}
exec ./test.sh --filter FullyQualifiedName~SoakTests --logger 'console;verbosity=normal'
