import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Every operation's values and gradients, held against double precision and central differences.
@Suite("Gradients of the tape's operations")
struct TapeGradientTests {
    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)

    private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, using: &source)
    }

    @Test(arguments: [(1, 1, 1), (7, 5, 4), (13, 17, 33), (25, 3, 40)])
    func linearAgreesWithItsFormula(rows: Int, inputs: Int, outputs: Int) throws {
        let check = GradientCheck(
            inputs: [random(rows, inputs, seed: 1)],
            weights: [random(outputs, inputs, seed: 2), random(1, outputs, seed: 3)])
        try check.run { tape, x, weights in
            [tape.linear(x[0], weight: weights[0], bias: weights[1])]
        } oracle: { x, weights in
            [x[0].product(transposed: weights[0]).adding(toEveryRow: weights[1])]
        }
    }

    @Test func linearWithoutABiasAgreesWithItsFormula() throws {
        let check = GradientCheck(inputs: [random(6, 5, seed: 1)], weights: [random(8, 5, seed: 2)])
        try check.run { tape, x, weights in
            [tape.linear(x[0], weight: weights[0], bias: nil)]
        } oracle: { x, weights in
            [x[0].product(transposed: weights[0])]
        }
    }

    @Test func aWeightUsedTwiceGetsBothGradients() throws {
        let check = GradientCheck(inputs: [random(5, 6, seed: 1)], weights: [random(6, 6, seed: 2)])
        try check.run { tape, x, weights in
            let first = tape.linear(x[0], weight: weights[0], bias: nil)
            return [tape.linear(first, weight: weights[0], bias: nil)]
        } oracle: { x, weights in
            [x[0].product(transposed: weights[0]).product(transposed: weights[0])]
        }
    }

    @Test func tanhAgreesWithItsFormula() throws {
        var source = RandomSource(seed: 4)
        let x = DoubleMatrix.random(rows: 5, columns: 37, bound: 3, using: &source)
        try GradientCheck(inputs: [x]).run { tape, x, _ in
            [tape.tanh(x[0])]
        } oracle: { x, _ in
            [x[0].mapped { tanh($0) }]
        }
    }

    @Test func embeddingAgreesWithItsFormula() throws {
        let ids: [Int32] = [3, 0, 3, 5, 3, 1]
        try GradientCheck(inputs: [], weights: [random(6, 70, seed: 5)]).run { tape, _, weights in
            [tape.embedding(weights[0], ids: ids)]
        } oracle: { _, weights in
            [weights[0].selecting(ids.map(Int.init))]
        }
    }

    @Test func selectionAgreesWithItsFormula() throws {
        let rows = [2, 0, 2, 4]
        try GradientCheck(inputs: [random(5, 19, seed: 6)]).run { tape, x, _ in
            [tape.select(rows, of: x[0])]
        } oracle: { x, _ in
            [x[0].selecting(rows)]
        }
    }

    @Test func sumAgreesWithItsFormula() throws {
        try GradientCheck(inputs: [random(5, 37, seed: 4), random(5, 37, seed: 5)]).run { tape, x, _ in
            // A part that is used twice gets both gradients.
            [tape.sum(tape.sum(x[0], x[1]), x[1])]
        } oracle: { x, _ in
            [DoubleMatrix(rows: 5, columns: 37, elements: zip(x[0].elements, x[1].elements).map { $0 + 2 * $1 })]
        }
    }

    @Test func severalOperationsAgreeWithTheirFormula() throws {
        let check = GradientCheck(
            inputs: [random(6, 5, seed: 7)], weights: [random(9, 5, seed: 8), random(1, 9, seed: 9)])
        try check.run { tape, x, weights in
            let hidden = tape.tanh(tape.linear(x[0], weight: weights[0], bias: weights[1]))
            return [tape.select([5, 1, 1], of: hidden), hidden]
        } oracle: { x, weights in
            let hidden = x[0].product(transposed: weights[0]).adding(toEveryRow: weights[1]).mapped { tanh($0) }
            return [hidden.selecting([5, 1, 1]), hidden]
        }
    }

    @Test(arguments: [0, 0.1], [2, 16, 41])
    func crossEntropyAgreesWithItsFormula(smoothing: Double, vocabulary: Int) throws {
        let x = random(7, 5, seed: 10)
        let (weight, bias) = (random(vocabulary, 5, seed: 11), random(1, vocabulary, seed: 12))
        let targets = (0..<7).map { Int32($0 * 5 % vocabulary) }
        let (store, parameters) = ParameterStore.holding([weight, bias])

        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let input = tape.input(x)
        let losses = tape.crossEntropy(
            input, weight: parameters[0], bias: parameters[1], targets: targets, smoothing: Float(smoothing))
        let gradients = tape.gradients()

        // The smoothing that single precision holds.
        let oracle = { (point: [DoubleMatrix]) in
            ReferenceSoftmax.losses(
                point[0].product(transposed: point[1]).adding(toEveryRow: point[2]), targets: targets,
                smoothing: Double(Float(smoothing)))
        }
        #expect(relativeError(losses, from: oracle([x, weight, bias])) <= 1e-6)
        let wanted = centralDifferences(at: [x, weight, bias]) { oracle($0).reduce(0, +) }
        #expect(relativeError(try #require(input.gradient).elements, from: wanted[0].elements) <= 1e-5)
        #expect(relativeError(gradients[parameters[0]], from: wanted[1].elements) <= 1e-5)
        #expect(relativeError(gradients[parameters[1]], from: wanted[2].elements) <= 1e-5)
    }
}
