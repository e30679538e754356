#!/usr/bin/env bash
# Builds and runs a stranger's app beside this package: nine targets with everyday names, and `import Seq2Seq`.
#
# Usage: guest.sh [OPTIONS OF SWIFT BUILD]. Prints how long the clean build took. Needs a Swift toolchain alone.
set -euo pipefail
package=$(cd "$(dirname "$0")/../.." && pwd)
app=$(mktemp -d)
trap 'rm -rf "$app"' EXIT
targets=(Models Text Layers Training Commands Tensors Decoding Tasks Randomness)

{
    echo '// swift-tools-version: 6.1'
    echo 'import PackageDescription'
    echo 'let package = Package('
    echo '    name: "Guest", platforms: [.macOS(.v15)],'
    echo "    dependencies: [.package(name: \"Seq2Seq\", path: \"$package\")],"
    echo '    targets: ['
    for target in "${targets[@]}"; do echo "        .target(name: \"$target\"),"; done
    echo '        .executableTarget(name: "Guest", dependencies: ['
    for target in "${targets[@]}"; do echo "            \"$target\","; done
    echo '            .product(name: "Seq2Seq", package: "Seq2Seq"),'
    echo '        ]),'
    echo '    ])'
} > "$app/Package.swift"

mkdir -p "$app/Sources/Guest"
for target in "${targets[@]}"; do
    mkdir -p "$app/Sources/$target"
    echo "public let nameOf$target = \"$target\"" > "$app/Sources/$target/$target.swift"
done
{
    for target in "${targets[@]}"; do echo "import $target"; done
    cat << 'SWIFT'
import Seq2Seq

let words = ["abc", "cab", "bca", "ab", "ca", "b"]
let data = try TrainingData(training: words.map { TextPair(source: $0, target: String($0.reversed())) })
let model = data.model(EncoderDecoder.Configuration(embedding: 8, hidden: 16), seed: 1)
var trainer = Trainer(model, on: data, options: TrainingOptions(epochs: 2), workspace: Workspace(threads: 1))
let summary = trainer.run()
SWIFT
    echo "let names = [$(printf 'nameOf%s, ' "${targets[@]}")]"
    echo 'print("\(summary.steps) steps beside \(names.joined(separator: ", "))")'
} > "$app/Sources/Guest/main.swift"

start=$SECONDS
swift build --package-path "$app" "$@" > "$app/log" 2>&1 || { tail -n 40 "$app/log"; exit 1; }
echo "a clean build of $((SECONDS - start)) s"
output=$(swift run --package-path "$app" --skip-build "$@" Guest)
echo "$output"
test "$output" = "2 steps beside $(printf '%s, ' "${targets[@]}" | sed 's/, $//')"
