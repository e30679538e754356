#!/usr/bin/env bash
# Makes a website of the documentation: the pages of Sources/Seq2Seq/Seq2Seq.docc and every public symbol of what
# `import Seq2Seq` brings along. It needs a built package and the toolchain's own tools, no plugin. A warning is an
# error.
#
# Usage: Tests/Documentation/build.sh [BIN [OUTPUT]]
#   BIN     where `swift build` has put the modules; without it `.build/release` or, if that is missing, `.build/debug`
#   OUTPUT  a directory, which is made anew (default: .build/documentation)
#
# To look at it: python3 -m http.server --bind 127.0.0.1 --directory OUTPUT/Seq2Seq.doccarchive 8000
# and open http://127.0.0.1:8000/documentation/seq2seq
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
bin=${1:-$top/.build/release}
[[ $# -gt 0 || -d $bin/Modules ]] || bin=$top/.build/debug
output=${2:-$top/.build/documentation}
[[ -d $bin/Modules ]] || { echo "There are no modules in $bin. Run 'swift build' first." >&2; exit 1; }

# A tool of the toolchain: on the path, beside `swift`, or where Xcode keeps it.
tool() {
    command -v "$1" && return
    local beside
    beside=$(dirname "$(readlink -f "$(command -v swift)")")/$1
    if [[ -x $beside ]]; then echo "$beside"; else xcrun --find "$1"; fi
}
docc=$(tool docc)
extract=$(tool swift-symbolgraph-extract)

rm -rf "$output"
mkdir -p "$output/symbols"

# The stages are modules of their own; their symbols become those of Seq2Seq, as its users see them.
stages=$(sed -n 's/^@_exported import //p' "$top/Sources/Seq2Seq/Seq2Seq.swift" | paste -sd , -)
target=$(swift -print-target-info | sed -n 's/.*"triple": "\([^"]*\)".*/\1/p' | head -n 1)
sdk=()
if command -v xcrun > /dev/null; then sdk=(-sdk "$(xcrun --show-sdk-path)"); fi
"$extract" -module-name Seq2Seq -experimental-allowed-reexported-modules="$stages" \
    -I "$bin/Modules" -Xcc -fmodule-map-file="$bin/CSeq2SeqKernels.build/module.modulemap" \
    -target "$target" ${sdk[@]+"${sdk[@]}"} -minimum-access-level public -skip-synthesized-members \
    -output-dir "$output/symbols"

"$docc" convert "$top/Sources/Seq2Seq/Seq2Seq.docc" --additional-symbol-graph-dir "$output/symbols" \
    --warnings-as-errors --fallback-display-name Seq2Seq --fallback-bundle-identifier Seq2Seq \
    --fallback-default-module-kind Package --output-path "$output/Seq2Seq.doccarchive"
