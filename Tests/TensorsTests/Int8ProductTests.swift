import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Products in 8 bits, over shapes that fill no tile.
@Suite("Products in 8 bits")
struct Int8ProductTests {
    static let shapes = [[1, 1, 1], [3, 7, 5], [4, 16, 16], [5, 31, 33], [13, 64, 40], [50, 129, 17]]

    /// `x W^T + b` on a tape.
    private func product(
        _ x: DoubleMatrix, _ weight: DoubleMatrix, _ bias: [Float], on workspace: Workspace
    ) -> [Float] {
        let (store, parameters) = ParameterStore.holding([
            weight, DoubleMatrix(rows: 1, columns: bias.count, floats: bias),
        ])
        var tape = Tape(on: workspace, parameters: store, isRecording: false)
        let input = tape.input(x)
        return tape.linear(input, weight: parameters[0], bias: parameters[1]).value.elements
    }

    private func workspaces() -> [Workspace] {
        Kernels.available.compactMap { Kernels(named: $0) }.flatMap { kernels in
            [1, 3].map { Workspace(threads: $0, kernels: kernels, precision: .int8) }
        }
    }

    private func matrices(_ shape: [Int]) -> (x: DoubleMatrix, weight: DoubleMatrix, bias: [Float]) {
        var random = RandomSource(seed: UInt64(shape[0] * 10_000 + shape[1] * 100 + shape[2]))
        return (
            .random(rows: shape[0], columns: shape[1], using: &random),
            .random(rows: shape[2], columns: shape[1], using: &random),
            DoubleMatrix.random(rows: 1, columns: shape[2], using: &random).floats
        )
    }

    /// A row rounded to whole numbers from -127 to 127, and what one of them is.
    private func rounded(_ row: ArraySlice<Float>) -> (values: [Int], scale: Float) {
        let scale = (row.map(abs).max() ?? 0) / 127
        return (row.map { scale > 0 ? Int(($0 / scale).rounded(.toNearestOrEven)) : 0 }, scale)
    }

    @Test(arguments: shapes)
    func everyElementIsAnExactSumOfRoundedNumbers(shape: [Int]) {
        let (x, weight, bias) = matrices(shape)
        func rows(_ matrix: DoubleMatrix) -> [(values: [Int], scale: Float)] {
            (0..<matrix.rows).map { rounded(matrix.floats[$0 * matrix.columns..<($0 + 1) * matrix.columns]) }
        }
        let outputs = rows(weight)
        let promised = rows(x).flatMap { left in
            zip(outputs, bias).map { right, bias in
                bias.addingProduct(
                    Float(zip(left.values, right.values).reduce(0) { $0 + $1.0 * $1.1 }), left.scale * right.scale)
            }
        }
        for workspace in workspaces() {
            #expect(product(x, weight, bias, on: workspace).bits == promised.bits, "\(workspace.kind)")
        }
    }

    @Test(arguments: shapes)
    func theErrorStaysWithinThatOfTheRounding(shape: [Int]) {
        let (x, weight, bias) = matrices(shape)
        let exact = product(x, weight, bias, on: Workspace(threads: 1))
        let near = product(x, weight, bias, on: workspaces()[0])
        // Of each pair of factors up to 1 each loses up to the 254th part of its row's largest.
        let bound = Float(shape[1]) * (2 / 254 + 1 / (254 * 254)) + 1e-5
        #expect(zip(exact, near).allSatisfy { abs($0 - $1) <= bound })
        #expect(shape[1] == 1 || exact.bits != near.bits)
    }

    @Test func aRowDependsOnNoOther() {
        let (x, weight, bias) = matrices([50, 129, 17])
        let workspace = workspaces()[0]
        let together = product(x, weight, bias, on: workspace)
        for row in [0, 3, 4, 48, 49] {
            let alone = DoubleMatrix(
                rows: 1, columns: x.columns, elements: (0..<x.columns).map { x[row, $0] })
            #expect(product(alone, weight, bias, on: workspace).bits == Array(together[row * 17..<(row + 1) * 17]).bits)
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func whatIsNotFiniteSpoilsItsOwnRowAlone(value: Double) {
        let (x, weight, bias) = matrices([5, 31, 33])
        let clean = product(x, weight, bias, on: workspaces()[0])
        var elements = x.elements
        for column in 0..<x.columns { elements[3 * x.columns + column] = 0 }
        elements[1 * x.columns + 30] = value
        let spoilt = DoubleMatrix(rows: x.rows, columns: x.columns, elements: elements)
        for workspace in workspaces() {
            let found = product(spoilt, weight, bias, on: workspace)
            #expect(found[33..<66].allSatisfy { $0.isNaN })
            #expect(Array(found[..<33]).bits == Array(clean[..<33]).bits)
            #expect(Array(found[99..<132]) == bias)
        }
    }

    @Test func aRowTooSmallForAScaleOfItsOwnCountsAsZeros() {
        let (x, weight, bias) = matrices([5, 31, 33])
        // The 127th part of the largest has to be a normal float.
        let least = 127 * Double(Float.leastNormalMagnitude)
        func scaled(_ matrix: DoubleMatrix, row: Int, largest: Double) -> DoubleMatrix {
            var elements = matrix.elements
            for column in 0..<matrix.columns {
                elements[row * matrix.columns + column] = column == 3 ? largest : largest / 4
            }
            return DoubleMatrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
        }
        for workspace in workspaces() {
            let ofInput = product(scaled(x, row: 1, largest: least / 2), weight, bias, on: workspace)
            #expect(Array(ofInput[33..<66]) == bias)
            let ofWeight = product(x, scaled(weight, row: 2, largest: least / 2), bias, on: workspace)
            #expect((0..<5).allSatisfy { ofWeight[$0 * 33 + 2] == bias[2] })
            let large = scaled(weight, row: 2, largest: 0x1p100)
            let counted = product(scaled(x, row: 1, largest: least), large, bias, on: workspace)
            #expect(counted[33 + 2] != bias[2])
        }
    }

    @Test func theDeepestProductIsExact() {
        let depth = Kernels.int8Depth
        #expect(127 * 127 * depth <= Int(Int32.max) && 127 * 127 * (depth + 1) > Int(Int32.max))
        let ones = DoubleMatrix(rows: 1, columns: depth, elements: [Double](repeating: 1, count: depth))
        for workspace in workspaces() {
            let sum = product(ones, ones, [0], on: workspace)[0]
            #expect(abs(Double(sum) - Double(depth)) <= 1e-6 * Double(depth))
        }
    }

    @Test func aDeeperProductIsAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            let depth = Kernels.int8Depth + 1
            let weight = store.declare("weight", shape: [1, depth], initializer: .zeros)
            store.fillWithZeros()
            var tape = Tape(
                on: Workspace(threads: 1, precision: .int8), parameters: store, isRecording: false)
            _ = tape.linear(tape.zeros(rows: 1, columns: depth), weight: weight, bias: nil)
        }
    }

    @Test func shapesThatDoNotFitAreAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            var store = ParameterStore()
            let weight = store.declare("weight", shape: [3, 4], initializer: .zeros)
            store.fillWithZeros()
            var tape = Tape(
                on: Workspace(threads: 1, precision: .int8), parameters: store, isRecording: false)
            _ = tape.linear(tape.zeros(rows: 2, columns: 5), weight: weight, bias: nil)
        }
    }

    /// More rows than one job takes.
    @Test func manyRowsHaveTheBitsOfEachAlone() {
        let (x, weight, bias) = matrices([401, 20, 33])
        for workspace in workspaces() {
            let together = product(x, weight, bias, on: workspace)
            for row in [0, 191, 192, 383, 384, 400] {
                let alone = product(x.selecting([row]), weight, bias, on: workspace)
                #expect(alone.bits == Array(together[row * 33..<(row + 1) * 33]).bits, "\(workspace.kind), row \(row)")
            }
        }
    }
}
