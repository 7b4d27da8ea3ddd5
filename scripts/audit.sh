#!/usr/bin/env bash
# Compares the packages of all lock files with the known vulnerabilities that the audit source of nuget.config lists: scripts/audit.sh
# Exit code: 0 none is known of them; 1 one is, or the list could not be had; 2 wrong usage.
#
# ECOMMERCE_ETL_AUDIT=required, as the workflow says, makes a list that cannot be had a failure; without it that is only reported. A machine that cannot have
# the list (no network, a mirror without one) says ECOMMERCE_ETL_AUDIT=off, and nothing is asked.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case ${ECOMMERCE_ETL_AUDIT:-} in
  off) echo "THE PACKAGES ARE NOT AUDITED: ECOMMERCE_ETL_AUDIT=off."; exit 0 ;;
  required) REQUIRED=yes ;;
  '') REQUIRED='' ;;
  *) echo "scripts/audit.sh: ECOMMERCE_ETL_AUDIT is '$ECOMMERCE_ETL_AUDIT'; it may be required, off or empty" >&2; exit 2 ;;
esac

# --force: a restore that has nothing to do would not ask. In a folder of its own: what it finds would otherwise stand in every later build.
if said=$(dotnet restore --force --locked-mode -p:AuditRequired=true --artifacts-path artifacts/audit 2>&1); then
  echo "No vulnerability is known of any package."
  exit 0
fi
errors=$(grep -oE 'error [A-Z]+[0-9]+: .*' <<<"$said" | sed -E 's/ \[[^][]*\]$//' | sort -u || true)
printf '%s\n' "${errors:-$said}" >&2
# NU1900: the source cannot be reached; NU1905: it has no list. All else is a finding, or a restore that failed for another reason.
if [[ -z $REQUIRED && -n $errors ]] && ! grep -qvE '^error NU(1900|1905):' <<<"$errors"; then
  echo "THE PACKAGES COULD NOT BE AUDITED (see above). With ECOMMERCE_ETL_AUDIT=required, as in the workflow, that is a failure." >&2
  exit 0
fi
echo "The audit of the packages failed. A machine that cannot have the list of vulnerabilities says ECOMMERCE_ETL_AUDIT=off." >&2
exit 1
