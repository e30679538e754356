import Foundation
import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Search with a language model that has a say in each token.
@Suite("Search: language models")
struct LanguageModelFusionTests {
    private let workspaces = [Workspace(threads: 1), Workspace(threads: 1)]

    /// A language model of letters, which lacks some of the translator's and has others.
    private static func languageModel(
        _ letters: [String] = ["h", "g", "z", "a", "b", "c"], tokenizer: Tokenizer = .characters
    ) throws -> TranslationModel {
        TranslationModel(
            network: RandomNetworks.languageModel(5, letters: letters.count, bound: 1),
            sourceVocabulary: Vocabulary(counting: []),
            targetVocabulary: try Vocabulary(tokens: Vocabulary.reservedTokens + letters),
            sourceTokenizer: .characters, targetTokenizer: tokenizer, lengthRatio: 9)
    }

    private static func translator(copies: Bool = false, threads: Int = 1, weight: Double = 0.5) throws -> Translator {
        var translator = Translator(
            try TinyTranslation.model(attention: .general, copies: copies), threads: threads)
        try translator.fuse(try languageModel(), weight: weight)
        return translator
    }

    @Test(arguments: [false, true])
    func aBeamAsWideAsTheSpaceFindsWhatExhaustiveSearchFinds(copies: Bool) {
        for seed in 0..<(copies ? 40 : 120) {
            let network = RandomNetworks.network(seed, copies: copies)
            let source = RandomNetworks.sources(1, seed: UInt64(seed))[0]
            // The language model knows the letters in another order, or one of them not.
            let fusion = LanguageModelFusion(
                RandomNetworks.languageModel(seed), weight: [0.1, 0.7, 3][seed % 3],
                ids: [0, 1, 2, 3] + (seed % 2 == 0 ? [5, 4] : [3, 5]))
            let further: [Int32] = copies ? [5] : []
            let ids = source.map { copies && $0 == 5 ? 6 : $0 }
            let all = ExhaustiveSearch(
                source, copies: copies ? ids : [], cap: 3, in: network, beside: fusion,
                further: further, on: workspaces[0])
            for base in BeamSearchOracleTests.options
            where base.coveragePenalty == 0 || network.configuration.attention != .none {
                var options = base
                options.beamWidth = 1000
                for count in [1, 4] {
                    options.hypothesisCount = count
                    var query = SearchQuery(source, copies: copies ? ids : [], maximumLength: 3)
                    query.languageModelIDs = further
                    let found = BeamSearch(options).search(
                        [query], with: Ensemble([network], languageModel: fusion), on: workspaces)[0]
                        .filter(\.isFinished)
                    let expected = all.ranked(options).prefix(count)
                    #expect(found.map(\.tokens) == expected.map(\.target.tokens))
                    #expect(found.map(\.logProbability) == expected.map(\.target.logProbability))
                }
            }
        }
    }

    @Test func withoutWeightNothingChangesAndWithMuchTheLanguageModelDecides() throws {
        let texts = TinyTranslation.texts(20)
        let plain = Translator(try TinyTranslation.model(attention: .general), threads: 1)
        let expected = plain.translations(of: texts)
        #expect(try Self.translator(weight: 0).translations(of: texts) == expected)
        #expect(try Self.translator(weight: 2).translations(of: texts).map(\.text) != expected.map(\.text))
        let decided = try Self.translator(weight: 1000).translations(of: texts)
        let judge = Translator(try Self.languageModel(), threads: 1)
        let said = [expected, decided].map { translations in
            judge.logProbabilities(of: translations.map { TextPair(source: "", target: $0.text) }).reduce(0, +)
        }
        #expect(said[1] > said[0])
    }

    @Test(arguments: [false, true])
    func aSentenceHasTheSameOutputAloneInAnyBatchAndAtAnyThreadCount(samples: Bool) throws {
        let texts = TinyTranslation.texts(40).enumerated().map { SourceText($1, line: $0 + 1) }
        for copies in [false, true] {
            var alone = try Self.translator(copies: copies)
            alone.search =
                samples
                ? SearchOptions(hypothesisCount: 3, sampling: Sampling(temperature: 0.8))
                : SearchOptions(beamWidth: 4, hypothesisCount: 3, lengthPenalty: .average)
            var together = try Self.translator(copies: copies, threads: 2)
            together.search = alone.search
            let expected = texts.map { alone.hypotheses(of: [$0])[0] }
            #expect(together.hypotheses(of: texts) == expected)
        }
    }

    @Test func whatIsFoundIsScoredAlike() throws {
        for copies in [false, true] {
            var translator = try Self.translator(copies: copies, threads: 2)
            translator.search = SearchOptions(beamWidth: 4, hypothesisCount: 4, lengthPenalty: .gnmt(alpha: 0.6))
            // Some letters are unknown to the model.
            let sources = TinyTranslation.texts(20, letters: TinyTranslation.letters + ["y", "z"])
            let found = translator.hypotheses(of: sources.map { SourceText($0) })
            var pairs: [TextPair] = []
            var expected: [Double] = []
            for (source, hypotheses) in zip(sources, found) {
                for hypothesis in hypotheses where hypothesis.isFinished && !hypothesis.text.contains("<unk>") {
                    pairs.append(TextPair(source: source, target: hypothesis.text))
                    expected.append(hypothesis.logProbability)
                }
            }
            #expect(expected.count > 5)
            #expect(translator.logProbabilities(of: pairs) == expected)
            #expect(translator.scoredTargets(of: pairs).map(\.logProbability) == expected)
        }
    }

    @Test func itIsTheWeightedSumOfBothModels() throws {
        let (model, other) = (try TinyTranslation.model(attention: .general), try Self.languageModel())
        let pairs = TinyTranslation.texts(10).map { TextPair(source: $0, target: "abcgh") }
        let fused = try Self.translator().logProbabilities(of: pairs)
        let own = Translator(model, threads: 1).logProbabilities(of: pairs)
        let said = Translator(other, threads: 1).logProbabilities(of: [TextPair(source: "", target: "abcgh")])[0]
        for (sum, own) in zip(fused, own) { #expect(abs(sum - (own + 0.5 * said)) < 1e-4) }
    }

    @Test func ensemblesAndModelsInEightBitsHaveItToo() throws {
        let models = [try TinyTranslation.model(attention: .general), try TinyTranslation.model()]
        var ensemble = try Translator(models, threads: 1)
        let plain = ensemble.translations(of: TinyTranslation.texts(10)).map(\.logProbability)
        try ensemble.fuse(try Self.languageModel(), weight: 0.5)
        #expect(ensemble.translations(of: TinyTranslation.texts(10)).map(\.logProbability) != plain)
        var rounded = try Translator(models.map { $0.quantized(threads: 1) }, threads: 1)
        try rounded.fuse(try Self.languageModel().quantized(threads: 1), weight: 0.5)
        var same = try Translator(models, threads: 1, precision: .int8)
        try same.fuse(try Self.languageModel(), weight: 0.5, precision: .int8)
        let texts = TinyTranslation.texts(10)
        #expect(rounded.translations(of: texts) == same.translations(of: texts))
    }

    @Test func constraintsHold() throws {
        var translator = try Self.translator(weight: 2)
        translator.search = SearchOptions(beamWidth: 6, hypothesisCount: 6)
        let source = SourceText("abcd", mustSay: ["ghg"], neverSay: ["a"])
        for hypothesis in translator.hypotheses(of: [source])[0] {
            #expect(hypothesis.text.contains("ghg") && !hypothesis.text.contains("a"))
        }
        translator.allowOnly(["aa", "hhh"])
        #expect(["aa", "hhh"].contains(translator.translate("dcba")))
    }

    @Test func whatDoesNotFitIsRefused() throws {
        var translator = Translator(try TinyTranslation.model(), threads: 1)
        #expect(throws: EnsembleError.noLanguageModel) {
            try translator.fuse(try TinyTranslation.model(), weight: 1)
        }
        #expect(throws: EnsembleError.languageModelOfOtherTokens) {
            try translator.fuse(try Self.languageModel(tokenizer: .words), weight: 1)
        }
        #expect(throws: EnsembleError.mixedWithLanguageModel) {
            _ = try Translator([try TinyTranslation.model(), try Self.languageModel()])
        }
    }

    @Test func aLanguageModelScoresTextsAndGoesOnFromTheirBeginnings() throws {
        var translator = Translator(try Self.languageModel(), threads: 1)
        let pairs = ["abc", "ghz", ""].map { TextPair(source: "", target: $0) }
        let scores = translator.logProbabilities(of: pairs)
        #expect(scores == translator.scoredTargets(of: pairs).map(\.logProbability))
        #expect(Set(scores).count == 3)
        translator.search.beamWidth = 3
        #expect(translator.hypotheses(of: [SourceText("", prefix: "gh")])[0][0].text.hasPrefix("gh"))
        let path = NSTemporaryDirectory() + UUID().uuidString
        defer { unlink(path) }
        let model = try Self.languageModel()
        try model.write(to: path)
        let again = try TranslationModel(contentsOf: path)
        #expect(again.isLanguageModel && Translator(again, threads: 1).logProbabilities(of: pairs) == scores)
    }
}
