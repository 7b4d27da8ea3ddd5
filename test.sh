#!/usr/bin/env bash
# The whole test suite: ./test.sh [arguments of dotnet test, for example --filter Name~Funnel]. Ends with 'N passed, N failed'.
# Exit code: 0 all passed, 1 a test failed or none ran, 2 something is missing.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
cd "$ROOT"
# shellcheck source=scripts/dotnet.sh
. scripts/dotnet.sh
# shellcheck source=scripts/postgres.sh
. scripts/postgres.sh
# shellcheck source=scripts/prometheus.sh
. scripts/prometheus.sh
# shellcheck source=scripts/browser.sh
. scripts/browser.sh

if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  cat <<TEXT
Usage: ./test.sh [options of dotnet test, such as --filter Name~Funnel]

Builds everything and runs the whole suite, which takes some minutes. Ends with 'N passed, N failed'.
Exit code: 0 all passed, 1 a test failed or none ran, 2 something is missing.
TEXT
  exit
fi
need_dotnet "$ROOT"
pg_need || exit 2
# The tests look in the PATH first; where there are no programs they use Docker.
if bin=$(pg_bin); then export PATH=$bin:$PATH; fi
prom_offer
browser_offer

RESULTS=$(mktemp -d)
trap 'rm -rf -- "$RESULTS"' EXIT

echo "Building ..."
build() {
  # Build servers would outlive this script. The analyzers take half of a build's time: .ci/run has them.
  quietly dotnet tool restore &&
    quietly dotnet restore --locked-mode --disable-build-servers &&
    quietly dotnet build --no-restore -p:RunAnalyzers=false -v q --nologo --disable-build-servers -clp:NoSummary
}
build || { echo "0 passed, 1 failed"; exit 1; }

# The tests start some hundred workers, each of which would spend most of its life compiling itself: they get one that is compiled ahead of time.
# That needs one more package; where it cannot be had, the tests take the worker as it was built, and take longer.
precompile() {
  # With lock files of its own: the repository's do not know what is special to one kind of machine.
  quietly dotnet publish EcommerceEtl.Worker -c Debug --use-current-runtime --no-self-contained -o artifacts/ahead/worker --artifacts-path artifacts/ahead \
    -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/ahead.lock.json -p:RunAnalyzers=false -v q --nologo --disable-build-servers -clp:NoSummary
}
if precompile; then
  export ECOMMERCE_ETL_TEST_WORKER=$ROOT/artifacts/ahead/worker
else
  unset ECOMMERCE_ETL_TEST_WORKER
  echo "The worker could not be compiled ahead of time (see above): the tests take longer."
fi

# Guarding the memory of compiled code slows the start of each process.
export DOTNET_EnableWriteXorExecute=0

code=0
dotnet test EcommerceEtl.Tests --no-build --nologo --results-directory "$RESULTS" \
  --logger 'console;verbosity=minimal' --logger 'trx;LogFileName=results.trx' "$@" || code=$?

TRX=$RESULTS/results.trx
if [[ ! -s $TRX ]]; then
  echo "No test ran." >&2
  echo "0 passed, 0 failed"
  exit 1
fi
scripts/skipped.awk "$TRX"

count() { sed -nE "s/.*<Counters [^>]*\\b$1=\"([0-9]+)\".*/\\1/p" "$TRX"; }
passed=$(count passed) total=$(count total)
failed=$(grep -cE '<UnitTestResult [^>]*outcome="(Failed|Error|Timeout|Aborted)"' "$TRX" || true)
skipped=$((total - passed - failed))
# A run that was broken off (a crash of the test host) fails without a failed test.
if ((code != 0 && failed == 0)); then failed=1; echo "The test run itself failed (exit code $code)." >&2; fi
if ((passed + failed == 0)); then echo "No test ran." >&2; code=1; fi
((failed == 0)) || code=1

line="$passed passed, $failed failed"
((skipped == 0)) || line+=", $skipped skipped"
echo "$line"
exit "$code"
