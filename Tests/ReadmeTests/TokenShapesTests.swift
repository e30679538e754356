import Foundation
import Seq2Seq
import Testing

/// The snippets of the page on the shapes on tokens.
@Suite("The five shapes on tokens")
struct TokenShapesTests {
    private static let rows = 256

    @Test func oneToOneLearnsTheQuadrantOfAPoint() throws {
        var random = RandomSource(seed: 1)
        let x = (0..<Self.rows).map { _ in (0..<2).map { _ in random.nextUniform(from: -1, to: 1) } }
        let y = x.map { Int32(($0[0] > 0 ? 1 : 0) + ($0[1] > 0 ? 2 : 0)) }
        // swift-format-ignore
        var model = try Sequential(input: .vectors(2)) {
            Dense(16, activation: .tanh); Dense(4, activation: .softmax)
        }
        let adam = Optimizer(.adam, learningRate: 0.02)
        try model.fit(.vectors(x), .classes(y), loss: .categoricalCrossEntropy, optimizer: adam, epochs: 60)
        let answer = try model.predict(.vectors(x)).argmax
        #expect(zip(answer, y).count { $0 == [$1] } >= 250)
    }

    @Test func oneToManyWritesWhatAClassStandsFor() throws {
        let written: [[Int32]] = [[1, 2, 3, 4], [4, 3, 2, 1], [1, 1, 1, 1], [2, 4, 2, 4], [3, 3, 4, 4]]
        let x = (0..<Self.rows).map { [Int32($0 % 5)] }
        let y = x.map { written[Int($0[0])] }
        // swift-format-ignore
        var model = try Sequential(input: .tokens()) {
            Embedding(5, 8); LSTM(16); RepeatVector(4); LSTM(16, returnSequences: true); Dense(5, activation: .softmax)
        }
        let adam = Optimizer(.adam, learningRate: 0.02)
        try model.fit(.tokens(x), .tokens(y), loss: .categoricalCrossEntropy, optimizer: adam, epochs: 60)
        let answer = try model.predict(.tokens(x)).argmax
        #expect(answer == y)
    }

    /// Sequences of the ids 1 to 5 of unequal lengths.
    private func sequences() -> [[Int32]] {
        var random = RandomSource(seed: 3)
        return (0..<Self.rows).map { row in (0..<1 + row % 8).map { _ in Int32(random.next(in: 1...5)) } }
    }

    @Test func manyToOneLearnsWhetherATokenOccurs() throws {
        let x = sequences()
        let y = x.map { Int32($0.contains(3) ? 1 : 0) }
        // swift-format-ignore
        var model = try Sequential(input: .tokens()) {
            Embedding(6, 8); LSTM(16); Dense(2, activation: .softmax)
        }
        let adam = Optimizer(.adam, learningRate: 0.02)
        try model.fit(.tokens(x), .classes(y), loss: .categoricalCrossEntropy, optimizer: adam, epochs: 40)
        let answer = try model.predict(.tokens(x)).argmax
        #expect(answer == y.map { [$0] })
    }

    @Test func manyToManyTagsEachTokenByItsPast() throws {
        let x = sequences()
        let y = x.map { row in row.indices.map { Int32(row[...$0].contains(3) ? 1 : 0) } }
        var model = try Sequential(input: .tokens()) {
            Embedding(6, 8)
            LSTM(16, returnSequences: true)
            Dense(2, activation: .softmax)
        }
        let adam = Optimizer(.adam, learningRate: 0.02)
        let reports = try model.fit(
            .tokens(x), .tokens(y), loss: .categoricalCrossEntropy, metrics: [.accuracy], optimizer: adam, epochs: 40)
        #expect(reports.last?.metrics == [1])
        #expect(try model.predict(.tokens(x)).argmax == y)
    }

    @Test func unequalLengthsAreTheEncoderDecoders() throws {
        let pairs = Array(ToyTask.copy.pairs(seed: 1).prefix(100))
        let source = pairs[0].source
        let data = try TrainingData(training: pairs)
        var trainer = Trainer(data.model(.init(embedding: 16, hidden: 64), seed: 1), on: data)
        trainer.run()
        let answer = Translator(trainer.model).translate(source)
        #expect(!answer.isEmpty)
    }
}
