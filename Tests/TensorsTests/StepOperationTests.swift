import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Windows, pooling, normalisation and attention within a row, held against double precision and central differences.
@Suite("Gradients of operations over steps")
struct StepOperationTests {
    private func random(_ rows: Int, _ columns: Int, bound: Float = 2, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, bound: bound, using: &source)
    }

    @Test(arguments: [1, 19, 70])
    func windowsAgreeWithTheirFormula(columns: Int) throws {
        let windows: [[Int?]] = [[nil, 0, 3], [0, 3, 4], [3, 4, nil], [nil, nil, nil], [2, 2, 1]]
        try GradientCheck(inputs: [random(5, columns, seed: 1)]).run { tape, x, _ in
            [tape.windows(windows, size: 3, of: x[0])]
        } oracle: { x, _ in
            let elements = windows.joined().flatMap { $0.map(x[0].row) ?? [Double](repeating: 0, count: columns) }
            return [DoubleMatrix(rows: 5, columns: 3 * columns, elements: elements)]
        }
    }

    @Test(arguments: [Tape.Pooling.average, .maximum, .sum], [1, 19, 70])
    func poolingAgreesWithItsFormula(pooling: Tape.Pooling, columns: Int) throws {
        let windows = [[0, 3], [1], [], [3, 4, 5], [2, 3]]
        try GradientCheck(inputs: [random(6, columns, seed: 2)]).run { tape, x, _ in
            [tape.pool(pooling, over: windows, of: x[0])]
        } oracle: { x, _ in
            let elements = windows.flatMap { rows in
                (0..<columns).map { column in
                    let values = rows.map { x[0][$0, column] }
                    let sum = values.reduce(0, +)
                    return switch pooling {
                    case .maximum: values.max() ?? 0
                    case .average: sum / Double(max(1, values.count))
                    case .sum: sum
                    }
                }
            }
            return [DoubleMatrix(rows: windows.count, columns: columns, elements: elements)]
        }
    }

    @Test func ofEqualOnesTheFirstGetsTheGradientAndNaNStays() throws {
        let workspace = Workspace(threads: 1)
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let x = tape.input(DoubleMatrix(rows: 3, columns: 2, elements: [1, 5, 1, .nan, 0, 6]))
        let y = tape.pool(.maximum, over: [[0, 1, 2]], of: x)
        #expect(y.value.elements[0] == 1 && y.value.elements[1].isNaN)
        try #require(y.gradient).fill(with: 1)
        _ = tape.gradients()
        #expect(try #require(x.gradient).elements == [1, 0, 0, 1, 0, 0])
    }

    private func normalized(_ x: DoubleMatrix, _ gain: DoubleMatrix, _ shift: DoubleMatrix) -> DoubleMatrix {
        let elements = (0..<x.rows).flatMap { row in
            let values = x.row(row)
            let mean = values.reduce(0, +) / Double(values.count)
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
            return values.enumerated().map { column, value in
                gain[0, column] * (value - mean) / (variance + Double(Float(1e-3))).squareRoot() + shift[0, column]
            }
        }
        return DoubleMatrix(rows: x.rows, columns: x.columns, elements: elements)
    }

    @Test(arguments: [5, 16, 37, 70])
    func normalizationAgreesWithItsFormula(columns: Int) throws {
        // Far from 0, where a variance by squares would lose its digits.
        let x = random(5, columns, seed: 3).mapped { Double(Float($0 + 8)) }
        let check = GradientCheck(
            inputs: [x], weights: [random(1, columns, seed: 4), random(1, columns, seed: 5)])
        try check.run { tape, x, weights in
            [tape.normalize(x[0], gain: weights[0], shift: weights[1], epsilon: 1e-3)]
        } oracle: { x, weights in
            [normalized(x[0], weights[0], weights[1])]
        }
    }

    /// Three rows, packed in any order; each step attends to itself and the steps before it.
    private let positions: [[Int32]] = [[4, 0, 2], [], [1], [3, 5]]
    private let queries: [(source: Int, count: Int)] = [(0, 2), (2, 1), (0, 3), (3, 1), (0, 1), (3, 2)]

    @Test(arguments: [false, true])
    func causalAttentionOfARowToItselfAgreesWithItsFormula(additive: Bool) throws {
        let check = GradientCheck(
            inputs: [random(6, 21, bound: 1, seed: 6)], weights: additive ? [random(1, 21, bound: 1, seed: 7)] : [])
        try check.run { tape, x, weights in
            let spans = AttentionSpans(
                positions: positions, sources: queries.map(\.source), counts: queries.map(\.count))
            let context = tape.variable(rows: 6, columns: 21)
            tape.attention(
                x[0], keys: x[0], values: x[0], weights: tape.attentionWeights(over: spans, areRead: false),
                score: additive ? .additive(energy: weights[0]) : .dot, into: context)
            return [context]
        } oracle: { x, weights in
            let elements = queries.indices.flatMap { context(ofQuery: $0, x[0], energy: weights.first) }
            return [DoubleMatrix(rows: 6, columns: 21, elements: elements)]
        }
    }

    private func context(ofQuery query: Int, _ x: DoubleMatrix, energy: DoubleMatrix?) -> [Double] {
        let span = queries[query]
        let own = x.row(query)
        let keys = positions[span.source].prefix(span.count).map { x.row(Int($0)) }
        let powers = keys.map { key -> Double in
            var score = 0.0
            for column in own.indices {
                let (a, b) = (own[column], key[column])
                score += energy.map { $0[0, column] * tanh(a + b) } ?? (a * b)
            }
            return exp(score)
        }
        let total = powers.reduce(0, +)
        return own.indices.map { column -> Double in
            var sum = 0.0
            for (power, key) in zip(powers, keys) { sum += power * key[column] }
            return sum / total
        }
    }

    @Test func everyKindOfWorkspaceGivesTheSameBits() {
        let (rows, columns) = (700, 70)
        let x = random(rows, columns, seed: 8)
        let (store, weights) = ParameterStore.holding([random(1, columns, seed: 9), random(1, columns, seed: 10)])
        let windows = (0..<rows).map { row in (0..<5).map { row + $0 < rows ? row + $0 : nil } }
        var bits: Set<[UInt32]> = []
        for workspace in Workspace.everyKind {
            var tape = Tape(on: workspace, parameters: store, isRecording: true)
            let input = tape.input(x)
            let normalized = tape.normalize(input, gain: weights[0], shift: weights[1], epsilon: 1e-3)
            let filled = windows.map { $0.compactMap(\.self) }
            let means = tape.pool(.average, over: filled, of: normalized)
            let largest = tape.pool(.maximum, over: filled, of: normalized)
            let sums = tape.sum(means, largest)
            let read = tape.windows(windows, size: 5, of: sums)
            read.gradient?.copy(from: read.value)
            let gradients = tape.gradients()
            bits.insert(
                read.value.elements.bits + (input.gradient?.elements.bits ?? [])
                    + weights.flatMap { gradients[$0].bits })
        }
        #expect(bits.count == 1)
    }
}
