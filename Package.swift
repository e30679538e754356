// swift-tools-version: 6.1

import PackageDescription

// Names of targets are unique in the whole graph of packages, and `Models`, `Text` or `Training` are everybody's. So
// modules carry the package's name; their folders need not.

/// A stage: the module `Seq2Seq` + `name`, in the folder `name`.
func stage(_ name: String, _ dependencies: [String] = [], path: String? = nil) -> Target {
    .target(name: "Seq2Seq" + name, dependencies: modules(dependencies), path: path ?? "Sources/" + name)
}

/// Tests, named after what they test.
func tests(_ name: String, of dependencies: [String], _ others: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: modules(dependencies) + others)
}

func modules(_ names: [String]) -> [Target.Dependency] { names.map { .target(name: "Seq2Seq" + $0) } }

/// The stages that `import Seq2Seq` brings along.
let reexported = [
    "Files", "Settings", "Randomness", "Packing", "Tensors", "Text", "Tasks", "Layers", "Models", "Evaluation",
    "Decoding", "Training", "Reports",
]

/// What code that imports Seq2Seq is built from. SwiftPM builds a target anew when a module that it names has changed,
/// but not when that module came along by re-export. So those that import Seq2Seq name every stage, and the product
/// holds every stage for the targets of its users.
let seq2seq = reexported + [""]

/// The trait by which a training uses several processes.
let mpi = TargetDependencyCondition.when(traits: ["MPI"])

/// The stages in the order in which data flows through them. SwiftPM refuses a cycle, so this list proves that nothing
/// flows back.
let stages: [Target] = [
    .target(name: "CSeq2SeqKernels", path: "Sources/CKernels", exclude: ["body"]),
    stage("Files"),
    stage("Settings"),
    stage("Randomness", ["Settings"]),
    stage("Packing"),
    .target(
        name: "Seq2SeqTensors", dependencies: ["CSeq2SeqKernels"] + modules(["Settings", "Randomness", "Packing"]),
        path: "Sources/Tensors"),
    stage("Text", ["Files", "Settings", "Randomness", "Packing"]),
    stage("Tasks", ["Settings", "Randomness", "Text"]),
    stage("Layers", ["Settings", "Randomness", "Packing", "Tensors"]),
    stage("Models", ["Files", "Settings", "Randomness", "Packing", "Tensors", "Text", "Layers"]),
    stage("Evaluation", ["Settings", "Randomness", "Text"]),
    stage("Decoding", ["Settings", "Randomness", "Packing", "Tensors", "Text", "Layers", "Models", "Evaluation"]),
    stage(
        "Training",
        ["Settings", "Randomness", "Packing", "Tensors", "Text", "Layers", "Models", "Decoding", "Evaluation"]),
    stage(
        "Reports",
        ["Files", "Settings", "Tensors", "Text", "Models", "Decoding", "Evaluation", "Training"]),
    .target(name: "Seq2Seq", dependencies: modules(reexported)),
    // What processes of one training say to each other. Without the trait there is nothing in these.
    .systemLibrary(name: "CMPI", path: "Sources/CMPI", pkgConfig: "mpi-c", providers: [.apt(["libopenmpi-dev"])]),
    .target(
        name: "CSeq2SeqMessages", dependencies: [.target(name: "CMPI", condition: mpi)], path: "Sources/CMessages",
        cSettings: [.define("SEQ2SEQ_MPI", .when(traits: ["MPI"]))]),
    .target(
        name: "Seq2SeqMessages", dependencies: ["CSeq2SeqMessages"] + modules(["Settings", "Training"]),
        path: "Sources/Messages"),
    stage("Commands", seq2seq + ["Messages"]),
]

/// What people type.
let commands = [
    "seq2seq-train", "seq2seq-decode", "seq2seq-corpus", "seq2seq-evaluate", "seq2seq-inspect", "seq2seq-convert",
    "seq2seq-tune",
]

let trained = [
    "Decoding", "Evaluation", "Layers", "Models", "Oracle", "Settings", "Randomness", "Tensors", "Text", "Training",
]

let tested: [Target] = [
    tests("FilesTests", of: ["Files"]),
    tests("SettingsTests", of: ["Settings"]),
    tests("TextTests", of: ["Files", "Text", "Randomness"]),
    // Reference formulas in double precision, which the tests of the numeric stages share.
    stage("Oracle", ["Randomness", "Tensors"], path: "Tests/Oracle"),
    tests("TensorsTests", of: ["Oracle", "Randomness", "Tensors"]),
    tests("LayersTests", of: ["Layers", "Oracle", "Randomness", "Tensors"]),
    tests("TasksTests", of: ["Tasks", "Text"]),
    // What the tests of the commands, and of the pages, share.
    stage("Bench", ["Tasks"], path: "Tests/Bench"),
    tests(
        "CommandsTests", of: seq2seq + ["Bench", "Commands"],
        commands.map { .target(name: $0) }),
    // They run the commands but do not import them, so they are compiled while the commands are. The whole package's
    // tests cannot be linked before those are built, since the target above names them.
    tests("DecodingCommandsTests", of: seq2seq + ["Bench"]),
    tests("TrainingCommandsTests", of: seq2seq + ["Bench"]),
    tests("ModelsTests", of: ["Files", "Layers", "Models", "Randomness", "Tensors", "Text"]),
    tests("EncoderDecoderTests", of: trained),
    tests("GoldenTests", of: trained),
    tests("DecodingTests", of: ["Decoding", "Layers", "Models", "Oracle", "Randomness", "Tensors", "Text"]),
    tests("ReadmeTests", of: seq2seq + ["Bench"]),
    tests("EvaluationTests", of: ["Evaluation", "Randomness"]),
    tests("TrainingTests", of: trained),
    tests("ReportsTests", of: trained + ["Reports"]),
]

let package = Package(
    name: "Seq2Seq",
    platforms: [.macOS(.v15), .iOS(.v18), .tvOS(.v18), .watchOS(.v11), .visionOS(.v2)],
    products: [.library(name: "Seq2Seq", targets: ["Seq2Seq"] + reexported.map { "Seq2Seq" + $0 })]
        + commands.map { .executable(name: $0, targets: [$0]) },
    traits: [
        .trait(name: "MPI", description: "Training by several processes that mpirun starts; needs an MPI library.")
    ],
    targets: stages + commands.map { .executableTarget(name: $0, dependencies: modules(["Commands"])) } + tested,
    swiftLanguageModes: [.v6]
)
