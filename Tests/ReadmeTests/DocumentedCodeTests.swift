import Foundation
import Seq2SeqBench
import Testing

/// The way by which all code that the documentation shows is compiled: it stands in this target's files too, where most
/// of it is also run, or in those of the commands' tests.
struct DocumentedCodeTests {
    /// The lines that are compiled, file by file.
    private func compiledLines() throws -> [Substring] {
        let folders = ["Tests/ReadmeTests", "Tests/CommandsTests"]
        return try folders.flatMap { try DocumentedCode.files(under: $0, ["swift"]) }.flatMap { path in
            DocumentedCode.flattened(try Documentation.page(path).text).split(separator: "\n")
        }
    }

    /// Pieces of a manifest, which begin with a dot, are no code of a program.
    @Test func theCodeOfTheDocumentationIsCompiled() throws {
        let lines = try compiledLines()
        var places: [Substring: [Int]] = [:]
        for (index, line) in lines.enumerated() { places[line, default: []].append(index) }
        let blocks = try DocumentedCode.everywhere().filter { !$0.code.hasPrefix(".") }
        #expect(blocks.count >= 10)
        for block in blocks {
            let code = DocumentedCode.flattened(block.code).split(separator: "\n")
            let isCompiled = (code.first.flatMap { places[$0] } ?? []).contains { lines[$0...].starts(with: code) }
            #expect(isCompiled, "\(block.place): no test compiles\n\(block.code)")
        }
    }

    /// What a user meets first, with an example in its documentation.
    private static let metFirst = [
        "Trainer", "Sequential", "Translator", "TrainingData", "Batch", "SearchOptions", "Sampling",
        "PaddedBatch", "PaddedTokens", "Mask", "Padding", "PackedBatch", "TranslationModel", "Dense",
        "LSTM", "GRU", "SimpleRNN", "Bidirectional", "Embedding", "RepeatVector", "LastSteps",
        "ZeroPadding", "Masking", "Dropout", "Conv1D", "LayerNormalization", "MaxPooling1D", "AveragePooling1D",
        "GlobalMaxPooling1D", "GlobalAveragePooling1D", "SelfAttention", "CRF", "CustomLayer", "CustomLoss",
        "BranchedModel",
        "FitOptions", "SequenceMetric", "Optimizer", "ParallelCorpus", "Tokenizer", "Vocabulary",
        "TextMetrics", "Examples", "ContinuousEncoderDecoder", "EncoderDecoder", "TrainingCheckpoint",
        "TrainingPlan", "ParentModel", "WordVectors", "BeamSearch", "ParameterStore", "Workspace", "RandomSource",
        "ToyTask",
    ]

    @Test func whateverAUserMeetsFirstHasAnExample() throws {
        var exemplified: Set<String> = []
        for path in try DocumentedCode.files(under: "Sources", ["swift"]) {
            var comment = ""
            for line in try Documentation.page(path).text.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("///") {
                    comment += line
                } else if !line.hasPrefix("@") {
                    let words = line.split { $0 == " " || $0 == ":" || $0 == "<" }
                    if words.first == "public", comment.contains("```swift") {
                        exemplified.formUnion(words.map(String.init))
                    }
                    comment = ""
                }
            }
        }
        #expect(Self.metFirst.filter { !exemplified.contains($0) } == [])
    }

    @Test func blocksOfPagesAreFound() {
        let page = "Text\n```swift\nlet a = 1\n\n  let b = 2\n```\n```sh\nls\n```\n```\nplain\n```\n```swift\nc()\n```"
        let blocks = DocumentedCode.blocks(of: page, at: "page.md", isSource: false)
        #expect(blocks.map(\.code) == ["let a = 1\n\n  let b = 2", "c()"])
        #expect(blocks.map(\.place) == ["page.md:2", "page.md:13"])
        #expect(DocumentedCode.flattened(blocks[0].code) == "let a = 1\nlet b = 2\n")
    }

    @Test func blocksOfDocumentationCommentsAreFound() {
        let source =
            "let x = \"```swift\"\n    /// A thing.\n    ///\n    /// ```swift\n    /// thing {\n    ///     run()\n"
            + "    /// }\n    /// ```\n    struct Thing {}\n/// ```swift\n/// open()\nlet y = 2\n"
        let blocks = DocumentedCode.blocks(of: source, at: "Thing.swift", isSource: true)
        #expect(blocks.map(\.code) == [" thing {\n     run()\n }", " open()"])
        #expect(blocks.map(\.place) == ["Thing.swift:4", "Thing.swift:10"])
    }
}
