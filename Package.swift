// swift-tools-version: 6.1

import PackageDescription

/// The stages that `import Seq2Seq` brings along.
let reexported = ["Randomness", "Tensors", "Text", "Tasks", "Layers", "Models", "Decoding", "Training"]

/// What code that imports Seq2Seq is built from. SwiftPM builds a target anew when a module that it names has changed,
/// but not when that module came along by re-export. So those that import Seq2Seq name every stage, and the product
/// holds every stage for the targets of its users.
let seq2seq = (reexported + ["Seq2Seq"]).map { Target.Dependency.target(name: $0) }

/// The stages in the order in which data flows through them. SwiftPM refuses a
/// cycle, so this list proves that nothing flows back.
let stages: [Target] = [
    .target(name: "CKernels", exclude: ["body"]),
    .target(name: "Randomness"),
    .target(name: "Tensors", dependencies: ["CKernels", "Randomness"]),
    .target(name: "Text", dependencies: ["Randomness"]),
    .target(name: "Tasks", dependencies: ["Randomness", "Text"]),
    .target(name: "Layers", dependencies: ["Randomness", "Tensors"]),
    .target(name: "Models", dependencies: ["Randomness", "Tensors", "Text", "Layers"]),
    .target(name: "Decoding", dependencies: ["Randomness", "Tensors", "Text", "Layers", "Models"]),
    .target(name: "Training", dependencies: ["Randomness", "Tensors", "Text", "Layers", "Models", "Decoding"]),
    .target(name: "Seq2Seq", dependencies: reexported.map { .target(name: $0) }),
    .target(name: "Commands", dependencies: seq2seq),
]

let commands: [Target] = [
    .executableTarget(name: "seq2seq-train", dependencies: ["Commands"]),
    .executableTarget(name: "seq2seq-decode", dependencies: ["Commands"]),
    .executableTarget(name: "seq2seq-corpus", dependencies: ["Commands"]),
]

let tests: [Target] = [
    .testTarget(name: "TextTests", dependencies: ["Text", "Randomness"]),
    // Reference formulas in double precision, which the tests of the numeric stages share.
    .target(name: "Oracle", dependencies: ["Randomness", "Tensors"], path: "Tests/Oracle"),
    .testTarget(name: "TensorsTests", dependencies: ["Oracle", "Randomness", "Tensors"]),
    .testTarget(name: "LayersTests", dependencies: ["Layers", "Oracle", "Randomness", "Tensors"]),
    .testTarget(name: "TasksTests", dependencies: ["Commands", "Tasks", "Text"]),
    .testTarget(
        name: "CommandsTests",
        dependencies: seq2seq + ["seq2seq-train", "seq2seq-decode", "seq2seq-corpus"]),
    .testTarget(name: "ModelsTests", dependencies: ["Layers", "Models", "Randomness", "Tensors", "Text"]),
    .testTarget(
        name: "EncoderDecoderTests",
        dependencies: ["Decoding", "Layers", "Models", "Oracle", "Randomness", "Tensors", "Text", "Training"]),
    .testTarget(
        name: "GoldenTests",
        dependencies: ["Decoding", "Layers", "Models", "Oracle", "Randomness", "Tensors", "Text", "Training"]),
    .testTarget(
        name: "DecodingTests", dependencies: ["Decoding", "Layers", "Models", "Randomness", "Tensors", "Text"]),
    .testTarget(name: "ReadmeTests", dependencies: seq2seq + ["Commands"]),
    .testTarget(
        name: "TrainingTests",
        dependencies: ["Decoding", "Layers", "Models", "Oracle", "Randomness", "Tensors", "Text", "Training"]),
]

let package = Package(
    name: "Seq2Seq",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Seq2Seq", targets: ["Seq2Seq"] + reexported),
        .executable(name: "seq2seq-train", targets: ["seq2seq-train"]),
        .executable(name: "seq2seq-decode", targets: ["seq2seq-decode"]),
        .executable(name: "seq2seq-corpus", targets: ["seq2seq-corpus"]),
    ],
    targets: stages + commands + tests,
    swiftLanguageModes: [.v6]
)
