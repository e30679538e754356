import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Activations and moved rows, held against double precision and central differences.
@Suite("Gradients of activations and placements")
struct RowFunctionTests {
    private func random(_ rows: Int, _ columns: Int, bound: Float = 2, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, bound: bound, using: &source)
    }

    @Test func reluAgreesWithItsFormula() throws {
        try GradientCheck(inputs: [random(5, 37, seed: 1)]).run { tape, x, _ in
            [tape.apply(.relu, to: x[0])]
        } oracle: { x, _ in
            [x[0].mapped { max(0, $0) }]
        }
    }

    @Test func reluKeepsWhatIsNoNumber() throws {
        let workspace = Workspace(threads: 1)
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let x = tape.input(DoubleMatrix(rows: 1, columns: 4, elements: [.nan, -1, -0.0, 2]))
        let y = tape.apply(.relu, to: x)
        #expect(y.value.elements[0].isNaN)
        #expect(Array(y.value.elements[1...]).bits == [0, -0.0, 2].bits)
        try #require(y.gradient).fill(with: 1)
        _ = tape.gradients()
        #expect(try #require(x.gradient).elements == [1, 0, 0, 1])
    }

    @Test func sigmoidAgreesWithItsFormula() throws {
        try GradientCheck(inputs: [random(5, 37, bound: 4, seed: 2)]).run { tape, x, _ in
            [tape.apply(.sigmoid, to: x[0])]
        } oracle: { x, _ in
            [x[0].mapped { 1 / (1 + exp(-$0)) }]
        }
    }

    @Test(arguments: [1, 7, 37])
    func softmaxAgreesWithItsFormula(columns: Int) throws {
        try GradientCheck(inputs: [random(5, columns, seed: 3)]).run { tape, x, _ in
            [tape.apply(.softmax, to: x[0])]
        } oracle: { x, _ in
            [ReferenceRows.softmax(x[0])]
        }
    }

    @Test func placementAgreesWithItsFormula() throws {
        let rows: [Int?] = [2, nil, 0, 2, nil, 4]
        try GradientCheck(inputs: [random(5, 19, seed: 4)]).run { tape, x, _ in
            [tape.select(rows, of: x[0])]
        } oracle: { x, _ in
            let elements = rows.flatMap { $0.map(x[0].row) ?? [Double](repeating: 0, count: 19) }
            return [DoubleMatrix(rows: rows.count, columns: 19, elements: elements)]
        }
    }
}
