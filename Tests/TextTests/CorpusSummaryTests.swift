import Testing
import Seq2SeqText

@Suite("Corpus summary")
struct CorpusSummaryTests {
    @Test func percentilesAreNearestRanks() {
        let hundred = LengthPercentiles((1...100).reversed())
        #expect(
            [hundred.median, hundred.percentile95, hundred.percentile99, hundred.longest] == [50, 95, 99, 100])
        let one = LengthPercentiles([7])
        #expect([one.median, one.percentile95, one.percentile99, one.longest] == [7, 7, 7, 7])
        let three = LengthPercentiles([3, 1, 2])
        #expect([three.median, three.percentile95, three.percentile99, three.longest] == [2, 3, 3, 3])
    }

    @Test func aSummaryCountsDuplicatesUnknownsAndPadding() {
        let pairs = [("a b", "A"), ("c", "B"), ("a b", "A"), ("a b", "B")].map { TextPair(source: $0.0, target: $0.1) }
        let sources = Vocabulary(counting: [["a", "b"]])
        let targets = Vocabulary(counting: [["A", "B"]])
        let encoded = pairs.map { pair in
            EncodedPair(
                source: sources.ids(of: Tokenizer.words.tokens(of: pair.source)),
                target: targets.ids(of: Tokenizer.words.tokens(of: pair.target)))
        }
        let summary = CorpusSummary(pairs: pairs, encoded: encoded, batches: [[0, 1], [2, 3]])
        #expect(summary.pairCount == 4)
        #expect(summary.duplicatePairCount == 1)
        #expect(summary.sourceLengths == LengthPercentiles([2, 1, 2, 2]))
        #expect(summary.targetLengths == LengthPercentiles([1, 1, 1, 1]))
        #expect(summary.unknownSourceShare == 1.0 / 7)
        #expect(summary.unknownTargetShare == 0)
        // One source of one token beside one of two: one place of 8 source and 8 target places is padding.
        #expect(summary.paddingShare == 1.0 / 16)
    }

    @Test func thePaddingShareIsThatOfThePaddedBatches() {
        let pairs = (1...9).map { EncodedPair(source: Array(1...Int32($0)), target: Array(1...Int32(10 - $0))) }
        let texts = pairs.indices.map { TextPair(source: "\($0)", target: "\($0)") }
        let batches = [[0, 4, 8], [1, 2], [3, 5, 6, 7]]
        let layouts = batches.flatMap { batch in
            let batch = Batch(batch.map { pairs[$0] })
            return [batch.source, batch.targetInput]
        }
        let places = layouts.reduce(0) { $0 + $1.batch * $1.time }
        let padding = places - layouts.reduce(0) { $0 + $1.ids.count }
        let summary = CorpusSummary(pairs: texts, encoded: pairs, batches: batches)
        #expect(summary.paddingShare == Double(padding) / Double(places))
    }
}
