import Foundation
import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqText
import Testing

/// Hypotheses that other models judge, and models that write from right to left.
@Suite("Search: rescoring")
struct RescoringTests {
    private static let search = SearchOptions(beamWidth: 6, hypothesisCount: 6, lengthPenalty: .gnmt(alpha: 0.6))

    /// The model of tiny translations, whose targets are said in an order.
    private static func model(_ order: TokenOrder, bidirectional: Bool = false) throws -> TranslationModel {
        let model = try TinyTranslation.model(bidirectional: bidirectional, attention: .general)
        return TranslationModel(
            network: model.network, sourceVocabulary: model.sourceVocabulary, targetVocabulary: model.targetVocabulary,
            sourceTokenizer: .characters, targetTokenizer: Tokenizer.characters.ordered(order), lengthRatio: 1)
    }

    @Test func whatIsRankedAnewIsWhatScoresGiveByHand() throws {
        let texts = TinyTranslation.texts(15)
        var translator = Translator(try TinyTranslation.model(), threads: 1)
        translator.search = Self.search
        let plain = translator.hypotheses(of: texts.map { SourceText($0) })
        let judges = [try Self.model(.leftToRight), try Self.model(.rightToLeft), try Self.model(.leftToRight)]
        let weights = [0.3, 0.5, 0.7]
        translator.rescorers = [
            Rescorer(judges[0], weight: weights[0]), Rescorer(judges[1], weight: weights[1]),
            Rescorer(judges[2], weight: weights[2], direction: .backward),
        ]
        let found = translator.hypotheses(of: texts.map { SourceText($0) })
        var movedCount = 0
        for ((text, before), after) in zip(zip(texts, plain), found) {
            let pairs = before.map { TextPair(source: text, target: $0.text) }
            let turned = pairs.map { TextPair(source: $0.target, target: $0.source) }
            let opinions = [
                Translator(judges[0], threads: 1).logProbabilities(of: pairs),
                Translator(judges[1], threads: 1).logProbabilities(of: pairs),
                zip(turned, before).map { pair, _ in
                    pair.source.isEmpty
                        ? -.infinity : Translator(judges[2], threads: 1).logProbabilities(of: [pair])[0]
                },
            ]
            let expected = before.indices.map { index in
                var translation = before[index]
                translation.rescoredLogProbabilities = opinions.map { $0[index] }
                let count = translation.tokens.count + (translation.isFinished ? 1 : 0)
                let penalty = pow(Double(5 + count) / 6, 0.6)
                for (weight, opinion) in zip(weights, opinions) {
                    translation.score += weight * opinion[index] / penalty
                }
                return translation
            }.sorted { $0.score > $1.score }
            #expect(after.map(\.text) == expected.map(\.text))
            #expect(after.map(\.rescoredLogProbabilities) == expected.map(\.rescoredLogProbabilities))
            for (one, other) in zip(after, expected) {
                #expect(one.score == other.score || abs(one.score - other.score) < 1e-12 * abs(other.score))
            }
            #expect(Set(after.map(\.text)) == Set(before.map(\.text)))
            movedCount += after.map(\.text) == before.map(\.text) ? 0 : 1
        }
        #expect(movedCount > 5)
    }

    @Test func aSentenceHasTheSameRanksAloneInAnyBatchAndAtAnyThreadCount() throws {
        let texts = (TinyTranslation.texts(30) + [" "]).map { SourceText($0) }
        var alone = Translator(try TinyTranslation.model(), threads: 1)
        alone.search = Self.search
        alone.rescorers = [
            Rescorer(try Self.model(.rightToLeft), weight: 0.5),
            Rescorer(try Self.model(.leftToRight).quantized(threads: 1), weight: 0.5, direction: .backward),
        ]
        var together = alone
        together.threads = 2
        together.batchSize = 7
        let expected = texts.map { alone.hypotheses(of: [$0])[0] }
        #expect(together.hypotheses(of: texts) == expected)
        #expect(expected[30].map(\.text) == [""])
    }

    @Test func aModelFromRightToLeftSaysItsTargetsTurnedRound() throws {
        let texts = TinyTranslation.texts(20).map { SourceText($0) }
        var (plain, turned) = (
            Translator(try Self.model(.leftToRight), threads: 1), Translator(try Self.model(.rightToLeft), threads: 1)
        )
        let options = SearchOptions(beamWidth: 3, hypothesisCount: 3, keepsAttention: true, topTokenCount: 2)
        (plain.search, turned.search) = (options, options)
        for (one, other) in zip(plain.hypotheses(of: texts).joined(), turned.hypotheses(of: texts).joined()) {
            #expect(String(one.text.reversed()) == other.text || one.text.contains("<unk>"))
            #expect(one.tokens.reversed() == other.tokens && one.alignment.reversed() == other.alignment)
            #expect(one.attention.reversed() == other.attention && one.logProbability == other.logProbability)
            let count = one.tokens.count
            let said = Array(other.tokenLogProbabilities.prefix(count))
            #expect(one.tokenLogProbabilities.prefix(count).reversed() == said)
            #expect(one.tokenLogProbabilities.dropFirst(count) == other.tokenLogProbabilities.dropFirst(count))
            #expect(one.topTokens.dropFirst(count) == other.topTokens.dropFirst(count))
        }
        let pairs = TinyTranslation.texts(10).map {
            (TextPair(source: $0, target: "abch"), TextPair(source: $0, target: "hcba"))
        }
        #expect(plain.logProbabilities(of: pairs.map(\.0)) == turned.logProbabilities(of: pairs.map(\.1)))
        #expect(turned.scoredTargets(of: pairs.map(\.1))[0].tokens == ["h", "c", "b", "a"])
        #expect(throws: EnsembleError.differentTokenizations(model: 2)) {
            _ = try Translator([try Self.model(.leftToRight), try Self.model(.rightToLeft)])
        }
    }

    @Test func phrasesStandInItAsTheyAreRead() throws {
        var translator = Translator(try Self.model(.rightToLeft), threads: 1)
        translator.search = SearchOptions(beamWidth: 6, hypothesisCount: 3)
        let source = SourceText("abcdef", mustSay: ["gha"], neverSay: ["cd"])
        for hypothesis in translator.hypotheses(of: [source])[0] {
            #expect(hypothesis.text.contains("gha") && !hypothesis.text.contains("cd"))
        }
        translator.allowOnly(["abh", "dec"])
        #expect(["abh", "dec"].contains(translator.translate("fed")))
    }
}
