// swift-tools-version: 6.1

import PackageDescription

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
    .target(name: "Decoding", dependencies: ["Randomness", "Tensors", "Text", "Models"]),
    .target(name: "Training", dependencies: ["Randomness", "Tensors", "Text", "Models", "Decoding"]),
    .target(
        name: "Seq2Seq",
        dependencies: ["Decoding", "Layers", "Models", "Randomness", "Tasks", "Tensors", "Text", "Training"]),
    .target(name: "Commands", dependencies: ["Seq2Seq"]),
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
        dependencies: ["Seq2Seq", "Randomness", "seq2seq-train", "seq2seq-decode", "seq2seq-corpus"]),
    .testTarget(name: "ModelsTests", dependencies: ["Layers", "Models", "Randomness", "Tensors", "Text"]),
    .testTarget(
        name: "EncoderDecoderTests",
        dependencies: ["Layers", "Models", "Oracle", "Randomness", "Tensors", "Text", "Training"]),
    .testTarget(
        name: "GoldenTests",
        dependencies: ["Decoding", "Layers", "Models", "Oracle", "Randomness", "Tensors", "Text", "Training"]),
    .testTarget(
        name: "DecodingTests", dependencies: ["Decoding", "Layers", "Models", "Randomness", "Tensors", "Text"]),
    .testTarget(name: "ReadmeTests", dependencies: ["Commands", "Seq2Seq"]),
    .testTarget(
        name: "TrainingTests",
        dependencies: ["Layers", "Models", "Oracle", "Randomness", "Tensors", "Text", "Training"]),
]

let package = Package(
    name: "Seq2Seq",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Seq2Seq", targets: ["Seq2Seq"]),
        .executable(name: "seq2seq-train", targets: ["seq2seq-train"]),
        .executable(name: "seq2seq-decode", targets: ["seq2seq-decode"]),
        .executable(name: "seq2seq-corpus", targets: ["seq2seq-corpus"]),
    ],
    targets: stages + commands + tests,
    swiftLanguageModes: [.v6]
)
