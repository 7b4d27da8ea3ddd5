#!/usr/bin/env bash
# Writes a software bill of materials (CycloneDX 1.6, JSON) of what is in the images beside their base, from what the last restore found: scripts/sbom.sh FOLDER
# The tool that writes migrations is in no image. Analyzers are listed with the scope `excluded`.
set -euo pipefail
FOLDER=$(realpath -m "${1:-artifacts}")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
VERSION=$(dotnet msbuild EcommerceEtl.Worker -getProperty:Version)
dotnet tool restore >/dev/null
dotnet CycloneDX scripts/run.slnf --disable-package-restore --exclude-filter Microsoft.EntityFrameworkCore.Design \
  --set-name ecommerce-etl --set-version "$VERSION" --spec-version 1.6 --output-format Json --output "$FOLDER" --filename sbom.json
