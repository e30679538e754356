import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

@Suite("Subword dropout")
struct SubwordDropoutTests {
    private static let pairs = TinyTraining.pairs(100).map { pair in
        TextPair(source: "\(pair.source)x \(pair.source)", target: "\(pair.target) \(pair.target)y")
    }

    private func data(dropout: Double, minimumCount: Int = 1) throws -> TrainingData {
        try TrainingData(
            training: Self.pairs,
            options: .init(
                sourceTokens: .subwords, targetTokens: .subwords, vocabularySize: 60, minimumCount: minimumCount,
                subwordDropout: dropout))
    }

    private func model(_ data: TrainingData) -> TranslationModel {
        data.model(TinyTraining.configuration(), seed: 1)
    }

    @Test(arguments: [1, 5, .max])
    func whatItBringsAboutIsKnownAndStandsForTheSameText(minimumCount: Int) throws {
        let data = try data(dropout: 0.5, minimumCount: minimumCount)
        #expect(data.sourceVocabulary.count <= 60)
        let model = model(data)
        let dropout = try #require(data.subwordDropout)
        var changed = 0
        for index in Self.pairs.indices {
            for epoch in 1...5 {
                let pair = dropout.pair(at: index, epoch: epoch, for: model)
                #expect(!pair.source.contains(Vocabulary.unknown) && !pair.target.contains(Vocabulary.unknown))
                #expect(model.text(ofTarget: pair.target) == Self.pairs[index].target)
                if pair != data.training[index] { changed += 1 }
            }
        }
        #expect(changed > 250)
    }

    @Test func aPairDependsOnSeedEpochAndIndexAlone() throws {
        let data = try data(dropout: 0.3)
        let model = model(data)
        let dropout = try #require(data.subwordDropout)
        let other = SubwordDropout(pairs: dropout.pairs, rate: 0.3, seed: 2)
        let twice = SubwordDropout(pairs: dropout.pairs + dropout.pairs, rate: 0.3, seed: 1)
        func epoch(_ number: Int, _ dropout: SubwordDropout, from first: Int = 0) -> [EncodedPair] {
            Self.pairs.indices.map { dropout.pair(at: first + $0, epoch: number, for: model) }
        }
        #expect(epoch(1, dropout) == epoch(1, twice))
        #expect(epoch(1, dropout) != epoch(2, dropout))
        #expect(epoch(1, dropout) != epoch(1, other))
        #expect(epoch(1, twice) != epoch(1, twice, from: Self.pairs.count))
    }

    @Test func withoutItNothingChanges() throws {
        #expect(try data(dropout: 0).subwordDropout == nil)
        let data = try data(dropout: 0.3)
        let dropout = SubwordDropout(pairs: Self.pairs, rate: 0, seed: 1)
        let model = model(data)
        #expect(Self.pairs.indices.map { dropout.pair(at: $0, epoch: 1, for: model) } == data.training)
    }

    @Test func trainingUsesItAndGivesTheSameBitsAtAnyThreadCount() throws {
        let data = try data(dropout: 0.3)
        func bits(_ data: TrainingData, dropout: SubwordDropout?, threads: Int) -> [UInt32] {
            var trainer = Trainer(
                model(data), training: data.training, validation: [],
                options: TrainingOptions(epochs: 2, batchSize: 16), subwordDropout: dropout,
                workspace: Workspace(threads: threads))
            _ = trainer.run { _ in .proceed }
            return TinyTraining.bits(trainer.model)
        }
        let one = bits(data, dropout: data.subwordDropout, threads: 1)
        #expect(bits(data, dropout: data.subwordDropout, threads: 3) == one)
        #expect(bits(data, dropout: nil, threads: 1) != one)
    }
}
