import Foundation
import Seq2Seq
import Testing

/// The snippets of the page on the five shapes on real numbers: each learns a task that needs its shape.
@Suite("The five shapes")
struct ShapesTests {
    private static let rows = 256

    /// So many numbers between two bounds for each row.
    private func numbers(_ count: (Int) -> Int, from low: Float = -1, to high: Float = 1, seed: UInt64) -> [[Float]] {
        var random = RandomSource(seed: seed)
        return (0..<Self.rows).map { row in
            (0..<count(row)).map { _ in random.nextUniform(from: low, to: high) }
        }
    }

    private func error(_ answer: [[Float]], _ wanted: [[Float]]) -> Float {
        let differences = zip(answer.joined(), wanted.joined()).map { ($0 - $1) * ($0 - $1) }
        guard answer.map(\.count) == wanted.map(\.count) else { return .infinity }
        return (differences.reduce(0, +) / Float(differences.count)).squareRoot()
    }

    private func error(_ answer: [[[Float]]], _ wanted: [[[Float]]]) -> Float {
        error(answer.map { $0.flatMap { $0 } }, wanted.map { $0.flatMap { $0 } })
    }

    private func vectors(_ sequences: [[Float]]) -> [[[Float]]] { sequences.map { $0.map { [$0] } } }

    /// Sines of unequal frequency and phase: `seen` steps, then `unseen` ones.
    private func sines(
        seen: (Int) -> Int, unseen: Int, noise: Float = 0, seed: UInt64 = 5
    ) -> (x: [[[Float]]], y: [[[Float]]]) {
        var random = RandomSource(seed: seed)
        var (x, y): ([[[Float]]], [[[Float]]]) = ([], [])
        for row in 0..<Self.rows {
            let (frequency, phase) = (random.nextUniform(from: 0.3, to: 0.6), random.nextUniform(from: 0, to: 6))
            let values = (0..<seen(row) + unseen).map { sin(Float($0) * frequency + phase) }
            x.append(values.prefix(seen(row)).map { [$0 + random.nextUniform(from: -noise, to: noise)] })
            y.append(values.suffix(unseen).map { [$0] })
        }
        return (x, y)
    }

    @Test func oneToOneLearnsALine() throws {
        let x = numbers({ _ in 3 }, seed: 1)
        let y = x.map { [2 * $0[0] - $0[1] + 0.5 * $0[2] + 0.25] }
        var model = try Sequential(input: .vectors(3)) {
            Dense(1)
        }
        try model.fit(.vectors(x), .vectors(y), optimizer: Optimizer(.adam, learningRate: 0.05), epochs: 50)
        let answer = try model.predict(.vectors(x)).vectors
        #expect(error(answer, y) < 0.001)
    }

    @Test func oneToManyMakesASequenceOfOneNumber() throws {
        let x = numbers({ _ in 1 }, seed: 2)
        let y = x.map { number in (0..<8).map { [sin(3 * number[0] + Float($0) / 2)] } }
        // swift-format-ignore
        var model = try Sequential(input: .vectors(1)) {
            RepeatVector(8); LSTM(16, returnSequences: true); Dense(1)
        }
        try model.fit(.vectors(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
        let answer = try model.predict(.vectors(x)).sequences
        #expect(error(answer, y) < 0.1)
    }

    @Test func manyToOneLearnsTheSumOfASequence() throws {
        let sequences = numbers({ 2 + $0 % 7 }, from: 0, seed: 3)
        let (x, y) = (vectors(sequences), sequences.map { [$0.reduce(0, +) / 4] })
        // swift-format-ignore
        var model = try Sequential(input: .sequences(1)) {
            LSTM(16); Dense(1)
        }
        try model.fit(.sequences(x), .vectors(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 40)
        let answer = try model.predict(.sequences(x)).vectors
        #expect(error(answer, y) < 0.05)
    }

    @Test func manyToOneLearnsTheNextValueOfANoisySine() throws {
        let (x, sequences) = sines(seen: { 12 + $0 % 7 }, unseen: 1, noise: 0.1)
        let y = sequences.map { $0[0] }
        var model = try Sequential(input: .sequences(1)) {
            LSTM(16)
            Dense(1)
        }
        try model.fit(.sequences(x), .vectors(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
        // The noise alone has a standard deviation of 0.058.
        #expect(error(try model.predict(.sequences(x)).vectors, y) < 0.08)
    }

    @Test func manyToManyLearnsTheRunningMaximum() throws {
        let sequences = numbers({ 2 + $0 % 7 }, seed: 4)
        let x = vectors(sequences)
        let y = vectors(sequences.map { row in row.indices.map { row[...$0].max() ?? 0 } })
        // swift-format-ignore
        var model = try Sequential(input: .sequences(1)) {
            LSTM(16, returnSequences: true); Dense(1)
        }
        try model.fit(.sequences(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 40)
        let answer = try model.predict(.sequences(x)).sequences
        #expect(error(answer, y) < 0.08)
    }

    @Test func theLastStepsContinueASine() throws {
        let (x, y) = sines(seen: { 10 + $0 % 7 }, unseen: 5)
        // swift-format-ignore
        var model = try Sequential(input: .sequences(1)) {
            LSTM(24, returnSequences: true); LastSteps(5); Dense(1)
        }
        try model.fit(.sequences(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
        let answer = try model.predict(.sequences(x)).sequences
        #expect(error(answer, y) < 0.12)
    }

    /// The zero-padded variant and the encoder-decoder on the same task, so that their errors can be compared: on sines
    /// that they were not trained on.
    @Test func theZeroPaddedVariantAndTheEncoderDecoderContinueASine() throws {
        let (x, y) = sines(seen: { 10 + $0 % 7 }, unseen: 5)
        let new = sines(seen: { 10 + $0 % 7 }, unseen: 5, seed: 6)
        let zeroPadded = error(try zeroPaddedAnswer(x, y, to: new.x), new.y)
        let written = error(try writtenAnswer(x, y, to: new.x), new.y)
        print("A sine continued: error \(zeroPadded) of the zero-padded variant, \(written) of the encoder-decoder")
        #expect(zeroPadded < 0.12)
        #expect(written < 0.12)
    }

    private func zeroPaddedAnswer(_ x: [[[Float]]], _ y: [[[Float]]], to new: [[[Float]]]) throws -> [[[Float]]] {
        // swift-format-ignore
        var model = try Sequential(input: .sequences(1)) {
            ZeroPadding(5); LSTM(24, returnSequences: true); LastSteps(5); Dense(1)
        }
        try model.fit(.sequences(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
        let answer = try model.predict(.sequences(x)).sequences
        #expect(error(answer, y) < 0.12)
        return try model.predict(.sequences(new)).sequences
    }

    private func writtenAnswer(_ x: [[[Float]]], _ y: [[[Float]]], to new: [[[Float]]]) throws -> [[[Float]]] {
        var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 24)
        try model.fit(.sequences(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
        let answer = try model.predict(.sequences(x), steps: 5).sequences
        #expect(error(answer, y) < 0.12)
        return try model.predict(.sequences(new), steps: 5).sequences
    }

    @Test func paddingGoesThereAndBack() {
        let batch = PaddedBatch([[[1], [2], [3]], [[4]]], side: .front, to: .multiple(of: 4))
        let sameMask = Mask(lengths: [3, 1], time: 4, side: .front)
        let ragged = batch.sequences
        #expect(batch.values == [0, 1, 2, 3, 0, 0, 0, 4])
        #expect(batch.mask == sameMask)
        #expect(ragged == [[[1], [2], [3]], [[4]]])
    }

    /// Each row has a number in its state alone, which every answer needs.
    @Test func aStateToStartFromIsReadInTraining() throws {
        let c = numbers({ _ in 1 }, seed: 8)
        let z = c.map { [Float](repeating: $0[0], count: 8) }
        let x = vectors(numbers({ 1 + $0 % 5 }, seed: 9))
        let y = zip(x, c).map { row, c in row.map { [$0[0] / 2 + c[0]] } }
        let context = RecurrentState(hidden: z)
        // swift-format-ignore
        var model = try Sequential(input: .sequences(1)) {
            GRU(8, returnSequences: true); Dense(1)
        }
        try model.fit(.sequences(x).starting(from: [context]), .sequences(y), epochs: 100)
        let (answer, states) = try model.predict(.sequences(x), from: [context])
        #expect(error(answer.sequences, y) < 0.15)
        #expect(states.count == 1 && states[0].hidden.count == Self.rows && states[0].cell.isEmpty)
        #expect(error(try model.predict(.sequences(x)).sequences, y) > 0.4)
    }
}
