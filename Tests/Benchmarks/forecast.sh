#!/usr/bin/env bash
# Forecasts series with this package and with PyTorch, on the same batches from the same first weights, and prints a
# table of the errors. `forecast.py` says what the series are.
#
# Usage: forecast.sh RESULTS [--own-weights]. Needs a Swift toolchain and Python with what `forecast.py` names.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=$1
shift
app=$(mktemp -d)
trap 'rm -rf "$app"' EXIT
mkdir -p "$app/Sources"
cp -r "$here/Forecast" "$app/Sources/Forecast"
cat > "$app/Package.swift" << SWIFT
// swift-tools-version: 6.1
import PackageDescription

let package = Package(
    name: "Forecast", platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Seq2Seq", path: "$here/../..")],
    targets: [.executableTarget(name: "Forecast", dependencies: [.product(name: "Seq2Seq", package: "Seq2Seq")])])
SWIFT
python3 "$here/forecast.py" prepare "$results"
swift build -c release --package-path "$app" > "$results/build.log" 2>&1 || { tail -n 40 "$results/build.log"; exit 1; }
"$(swift build -c release --package-path "$app" --show-bin-path)/Forecast" "$results"
python3 "$here/forecast.py" compare "$results" "$@"
