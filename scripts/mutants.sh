#!/usr/bin/env bash
# Changes the domain's code in some hundred places, one at a time, and runs the domain's tests on each: scripts/mutants.sh [arguments of dotnet stryker].
# A mutant that no test notices has survived; fewer than the share of EcommerceEtl.Tests/stryker-config.json killed is a failure. Takes about twelve minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
TOOLS=$PWD/artifacts/tools
[[ -x $TOOLS/dotnet-stryker ]] || dotnet tool install dotnet-stryker --version 5.1.0 --tool-path "$TOOLS"
mkdir -p artifacts/mutants
cd EcommerceEtl.Tests
exec "$TOOLS/dotnet-stryker" --output ../artifacts/mutants "$@"
