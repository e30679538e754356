import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// A model that copies learns to say names that it has never seen; one that does not cannot.
@Suite("Training: copying")
struct CopyingTrainingTests {
    private static let templates = [
        ("call {} now", "ruf {} jetzt an"), ("{} is at home", "zu hause ist {}"), ("i saw {}", "{} sah ich"),
    ]

    /// Sentences each of which has a name of its own.
    private static func pairs(_ count: Int, seed: UInt64) -> [TextPair] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            let name = "N\(seed)\(random.next(in: 100_000...999_999))"
            let (source, target) = templates[random.next(below: templates.count)]
            return TextPair(source: source.replacing("{}", with: name), target: target.replacing("{}", with: name))
        }
    }

    private func exactMatch(copies: Bool) throws -> Double {
        let options = TrainingData.Options(sourceTokens: .words, targetTokens: .words, minimumCount: 2)
        let data = try TrainingData(
            training: Self.pairs(300, seed: 1), validation: Self.pairs(60, seed: 2), options: options)
        var configuration = EncoderDecoder.Configuration()
        (configuration.embedding, configuration.hidden) = (16, 24)
        (configuration.attention, configuration.bidirectional) = (.general, true)
        configuration.copy = copies
        var trainer = Trainer(
            data.model(configuration, seed: 1), on: data,
            options: TrainingOptions(epochs: 12, batchSize: 16, learningRate: 0.01),
            workspace: Workspace(threads: 1))
        trainer.run()
        let test = Self.pairs(100, seed: 3)
        let found = Translator(trainer.bestModel, threads: 1).translations(of: test.map(\.source)).map(\.text)
        if copies { #expect(trainer.bestReport?.exactMatch ?? 0 >= 0.97) }
        return Double(zip(found, test).count { $0 == $1.target }) / 100
    }

    @Test func namesThatWereNeverSeenAreCopied() throws {
        #expect(try exactMatch(copies: true) >= 0.97)
        #expect(try exactMatch(copies: false) == 0)
    }
}
