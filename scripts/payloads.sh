#!/usr/bin/env bash
# Mutated products, customers and carts, each of which must be accepted or rejected: scripts/payloads.sh [COUNT [SEED]]. 100,000 unless told otherwise;
# ./test.sh does 10,000.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export ECOMMERCE_ETL_PAYLOADS=${1:-100000} ECOMMERCE_ETL_PAYLOAD_SEED=${2:-20261109}
echo "ECOMMERCE_ETL_PAYLOADS=$ECOMMERCE_ETL_PAYLOADS ECOMMERCE_ETL_PAYLOAD_SEED=$ECOMMERCE_ETL_PAYLOAD_SEED"
exec ./test.sh --filter FullyQualifiedName~PayloadFuzzTests --logger 'console;verbosity=normal'
