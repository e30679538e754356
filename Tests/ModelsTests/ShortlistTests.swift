import Foundation
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Shortlists made of what attention aligns, and their place in a model file.
@Suite("Shortlists")
struct ShortlistTests {
    private static let pairs: [TextPair] = {
        var random = RandomSource(seed: 8)
        func text() -> String {
            (0..<random.next(in: 1...7)).map { _ in ["a", "b", "c", "d", "e", "f"][random.next(below: 6)] }
                .joined(separator: " ")
        }
        return (0..<150).map { _ in TextPair(source: text(), target: text()) }
    }()

    private static func model(_ change: (inout EncoderDecoder.Configuration) -> Void = { _ in }) throws
        -> TranslationModel
    {
        let vocabulary = try Vocabulary(tokens: Vocabulary.reservedTokens + ["a", "b", "c", "d", "e"])
        var configuration = EncoderDecoder.Configuration(
            sourceVocabularySize: 9, targetVocabularySize: 9, embedding: 5, hidden: 6, attention: .general)
        change(&configuration)
        var random = RandomSource(seed: 2)
        var network = EncoderDecoder(configuration, using: &random)
        for name in network.parameters.names {
            guard let parameter = network.parameters.parameter(named: name) else { continue }
            network.parameters[parameter] = network.parameters[parameter].map { $0 * 4 }
        }
        return TranslationModel(
            network: network, sourceVocabulary: vocabulary, targetVocabulary: vocabulary, sourceTokenizer: .words,
            targetTokenizer: .words, lengthRatio: 1)
    }

    static let changes: [@Sendable (inout EncoderDecoder.Configuration) -> Void] = [
        { _ in }, { $0.reverseSource = true },
        {
            $0.bidirectional = true; $0.inputFeeding = true
        },
        {
            $0.copy = true; $0.coverage = true
        },
    ]

    /// What the decoder attends to step by step, added up in another way.
    private func sums(_ model: TranslationModel) -> [[Double]] {
        let workspace = Workspace(threads: 1)
        var sums = [[Double]](repeating: [Double](repeating: 0, count: 9), count: 9)
        for pair in Self.pairs {
            let encoded = model.encodedPair(of: pair)
            var state = model.network.encode(
                [encoded.source], copies: model.network.configuration.copy ? [encoded.copies] : [], on: workspace)
            var last = Vocabulary.begin
            for token in encoded.target {
                let step = model.network.step([last], from: state, on: workspace)
                for (source, weight) in zip(encoded.source, step.attention[0]) where weight >= 0.01 && token < 9 {
                    sums[Int(source)][Int(token)] += Double(weight)
                }
                (state, last) = (step.state, token)
            }
        }
        return sums
    }

    @Test(arguments: changes.indices)
    func tokensAreRankedByTheSumOfTheirAttention(index: Int) throws {
        let model = try Self.model(Self.changes[index])
        let sums = sums(model)
        for options in [(0, 9), (0, 2), (2, 2), (7, 3)] {
            let options = Shortlist.Options(commonCount: options.0, alignedCount: options.1)
            let shortlist = try model.alignedShortlist(of: Self.pairs, options, threads: 2)
            let expected = sums.map { sums in
                (4 + options.commonCount..<max(9, 4 + options.commonCount)).filter { $0 < 9 && sums[$0] > 0 }
                    .sorted { sums[$0] > sums[$1] }.prefix(options.alignedCount).map(Int32.init)
            }
            // No more than there are.
            #expect(shortlist == Shortlist(commonCount: min(5, options.commonCount), aligned: expected))
            #expect(try model.alignedShortlist(of: Self.pairs, options, threads: 1) == shortlist)
        }
        // Pairs without tokens have nothing to align.
        let blank = [TextPair(source: "", target: "a"), TextPair(source: "a", target: "")]
        #expect(try model.alignedShortlist(of: blank).aligned.allSatisfy(\.isEmpty))
    }

    @Test func whatAlignsNothingHasNone() throws {
        let plain = try Self.model { $0.attention = .none }
        #expect(throws: ShortlistError.noAttention) { try plain.alignedShortlist(of: Self.pairs) }
        var random = RandomSource(seed: 1)
        let language = TranslationModel(
            network: EncoderDecoder(.init(targetVocabularySize: 9, embedding: 3, hidden: 4), using: &random),
            sourceVocabulary: Vocabulary(counting: []), targetVocabulary: plain.targetVocabulary,
            sourceTokenizer: .words, targetTokenizer: .words, lengthRatio: 1)
        #expect(throws: ShortlistError.noSource) { try language.alignedShortlist(of: Self.pairs) }
    }

    @Test func theFileHoldsIt() throws {
        try TinyModels.withDirectory { directory in
            func bytes(_ name: String) throws -> Data {
                try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\(name)"))
            }
            var model = try Self.model()
            try model.write(to: directory + "/plain")
            model.shortlist = try model.alignedShortlist(of: Self.pairs, .init(commonCount: 1, alignedCount: 3))
            #expect(model.shortlist?.aligned.contains { $0.count == 3 } == true)
            try model.write(to: directory + "/listed")
            try model.quantized(threads: 1).write(to: directory + "/small")
            #expect(try TranslationModel(contentsOf: directory + "/plain").shortlist == nil)
            #expect(try TranslationModel(contentsOf: directory + "/listed").shortlist == model.shortlist)
            #expect(try TranslationModel(contentsOf: directory + "/small").shortlist == model.shortlist)
            model.shortlist = nil
            try model.write(to: directory + "/again")
            #expect(try bytes("again") == bytes("plain"))
        }
    }

    static let damages: [(text: String, part: String)] = [
        ("[]", "is not the JSON"), ("{\"aligned\":[[4]],\"common\":2}", "has 1 lists, but the source has 9 tokens"),
        ("{\"aligned\":[[],[],[],[],[],[],[],[],[9]],\"common\":2}", "has the id 9"),
        ("{\"aligned\":[[],[],[],[3],[],[],[],[],[]],\"common\":2}", "has the id 3"),
        ("{\"aligned\":[[],[],[],[],[],[],[],[],[]],\"common\":-1}", "is not the JSON"),
        ("{\"aligned\":[[],[],[],[],[],[],[],[],[]]}", "is not the JSON"),
    ]

    @Test(arguments: damages.indices)
    func whatIsNoShortlistIsRefused(index: Int) throws {
        try TinyModels.withDirectory { directory in
            let url = URL(fileURLWithPath: directory + "/m")
            var model = try Self.model()
            model.shortlist = Shortlist(commonCount: 2, aligned: .init(repeating: [], count: 9))
            try model.write(to: url.path)
            var file = try EditableFile(Data(contentsOf: url))
            file.dropChecksums()
            file.metadata["shortlist"] = Self.damages[index].text
            try file.bytes().write(to: url)
            let error = #expect(throws: ModelFileError.self) { try TranslationModel(contentsOf: url.path) }
            let text = "\(try #require(error))"
            #expect(text.contains("shortlist") && text.contains(Self.damages[index].part), "\(text)")
            // Blanks and another order are as good.
            file.metadata["shortlist"] = #"{ "common": 1, "aligned": [[],[],[],[],[ 8, 4 ],[],[],[],[]] }"#
            try file.bytes().write(to: url)
            #expect(try TranslationModel(contentsOf: url.path).shortlist?.aligned[4] == [8, 4])
        }
    }
}
