import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Operations element by element and copies of columns and weights, held against double precision and central
/// differences.
@Suite("Gradients of operations on elements")
struct ElementOperationTests {
    /// Away from 0, so that quotients and logarithms have values.
    private func positive(_ rows: Int, _ columns: Int, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return DoubleMatrix(rows: rows, columns: columns, floats: source.floats(rows * columns, from: 0.5, to: 2))
    }

    private func combined(
        _ kind: Tape.ElementOperator, _ x: DoubleMatrix, _ y: DoubleMatrix
    ) -> DoubleMatrix {
        let elements = zip(x.elements, y.elements).map { x, y in
            switch kind {
            case .sum: x + y
            case .difference: x - y
            case .product: x * y
            case .quotient: x / y
            }
        }
        return DoubleMatrix(rows: x.rows, columns: x.columns, elements: elements)
    }

    @Test(arguments: Tape.ElementOperator.allCases, [1, 19, 70])
    func twoMatricesAgreeWithTheFormula(kind: Tape.ElementOperator, columns: Int) throws {
        let inputs = [positive(5, columns, seed: 1), positive(5, columns, seed: 2)]
        try GradientCheck(inputs: inputs).run { tape, x, _ in
            [tape.combine(kind, x[0], x[1])]
        } oracle: { x, _ in
            [combined(kind, x[0], x[1])]
        }
    }

    @Test(arguments: Tape.ElementOperator.allCases)
    func aMatrixWithItselfGetsBothGradients(kind: Tape.ElementOperator) throws {
        // A difference and a quotient are constants, whose gradient of 0 has no relative error.
        guard kind == .sum || kind == .product else { return }
        try GradientCheck(inputs: [positive(3, 7, seed: 3)]).run { tape, x, _ in
            [tape.combine(kind, x[0], x[0])]
        } oracle: { x, _ in
            [combined(kind, x[0], x[0])]
        }
    }

    @Test(arguments: 0..<4, [1, 19, 70])
    func functionsAgreeWithTheirFormulas(function: Int, columns: Int) throws {
        let functions: [(Tape.ElementFunction, @Sendable (Double) -> Double)] = [
            (.exp, { exp($0) }), (.log, { log($0) }), (.affine(scale: -1.5, shift: 0.25), { 0.25 - 1.5 * $0 }),
            (.any(value: { $0.squareRoot() }, derivative: { 0.5 / $0.squareRoot() }), { $0.squareRoot() }),
        ]
        let (ours, formula) = functions[function]
        try GradientCheck(inputs: [positive(4, columns, seed: 4)]).run { tape, x, _ in
            [tape.apply(ours, to: x[0])]
        } oracle: { x, _ in
            [x[0].mapped(formula)]
        }
    }

    @Test(arguments: [1, 19, 70])
    func sumsAndCopiesOfColumnsAgreeWithTheirFormulas(columns: Int) throws {
        try GradientCheck(inputs: [positive(5, columns, seed: 5), positive(5, 1, seed: 6)]).run { tape, x, _ in
            [tape.columnsSummed(x[0]), tape.columnRepeated(x[1], columns: columns)]
        } oracle: { x, _ in
            let sums = (0..<5).map { x[0].row($0).reduce(0, +) }
            let copies = (0..<5).flatMap { [Double](repeating: x[1][$0, 0], count: columns) }
            return [
                DoubleMatrix(rows: 5, columns: 1, elements: sums),
                DoubleMatrix(rows: 5, columns: columns, elements: copies),
            ]
        }
    }

    @Test(arguments: [1, 19, 300])
    func aRepeatedWeightGetsTheSumOfItsCopiesGradients(columns: Int) throws {
        let check = GradientCheck(inputs: [positive(5, columns, seed: 7)], weights: [positive(1, columns, seed: 8)])
        try check.run { tape, x, weights in
            let copies = tape.repeated(weights[0], rows: 5)
            return [tape.combine(.product, x[0], copies)]
        } oracle: { x, weights in
            [combined(.product, x[0], weights[0].selecting([0, 0, 0, 0, 0]))]
        }
    }
}
