import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Matrix products of every instruction set, over shapes that fill no tile.
@Suite("Products")
struct ProductTests {
    /// `y = x W^T + b`, and the gradients of x, W and b when y's gradient is `g`.
    private struct Product {
        let x, weight, bias, g: DoubleMatrix

        init(rows: Int, depth: Int, columns: Int) {
            var random = RandomSource(seed: UInt64(rows * 10_000 + depth * 100 + columns))
            x = .random(rows: rows, columns: depth, using: &random)
            weight = .random(rows: columns, columns: depth, using: &random)
            bias = .random(rows: 1, columns: columns, using: &random)
            g = .random(rows: rows, columns: columns, using: &random)
        }

        /// Result, then the gradients of x, weight and bias.
        func run(on workspace: Workspace) throws -> [[Float]] {
            let (store, parameters) = ParameterStore.holding([weight, bias])
            var tape = Tape(on: workspace, parameters: store, isRecording: true)
            let input = tape.input(x)
            let y = tape.linear(input, weight: parameters[0], bias: parameters[1])
            try #require(y.gradient).load(g)
            let gradients = tape.gradients()
            return [y.value.elements, try #require(input.gradient).elements] + parameters.map { gradients[$0] }
        }

        /// What is promised: one accumulator an element, fed in ascending depth by fused multiply-add.
        var promised: [[Float]] {
            let (x, w, g) = (x.floats, weight.floats, g.floats)
            let (rows, depth, columns) = (self.x.rows, self.x.columns, weight.rows)
            func fused(_ start: Float, _ count: Int, _ term: (Int) -> (Float, Float)) -> Float {
                (0..<count).reduce(start) { sum, k in
                    let (left, right) = term(k)
                    return sum.addingProduct(left, right)
                }
            }
            var (y, dx, dw, db): ([Float], [Float], [Float], [Float]) = ([], [], [], [])
            for row in 0..<rows {
                for n in 0..<columns {
                    y.append(fused(bias.floats[n], depth) { (x[row * depth + $0], w[n * depth + $0]) })
                }
                for k in 0..<depth { dx.append(fused(0, columns) { (g[row * columns + $0], w[$0 * depth + k]) }) }
            }
            for n in 0..<columns {
                for k in 0..<depth { dw.append(fused(0, rows) { (g[$0 * columns + n], x[$0 * depth + k]) }) }
                db.append((0..<rows).reduce(0) { $0 + g[$1 * columns + n] })
            }
            return [y, dx, dw, db]
        }
    }

    /// Every row count to 40 and every depth and column count to 70, each with a few of the others; and great depths.
    private static let shapes: [(rows: Int, depth: Int, columns: Int)] = {
        var random = RandomSource(seed: 1)
        var shapes: [(rows: Int, depth: Int, columns: Int)] = []
        for rows in 1...40 {
            for _ in 0..<3 { shapes.append((rows, random.next(in: 1...70), random.next(in: 1...70))) }
        }
        for size in 1...70 {
            shapes.append((random.next(in: 1...40), size, random.next(in: 1...70)))
            shapes.append((random.next(in: 1...40), random.next(in: 1...70), size))
        }
        // Deeper than what is read of a panel at a time, forward and backward.
        return shapes + [(13, 1030, 33), (25, 9, 2050)]
    }()

    @Test(arguments: Kernels.available)
    func everyElementIsOneFusedSumInAscendingDepth(name: String) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        for shape in Self.shapes {
            let product = Product(rows: shape.rows, depth: shape.depth, columns: shape.columns)
            let actual = try product.run(on: workspace)
            #expect(actual.map(\.bits) == product.promised.map(\.bits), "\(shape)")
        }
    }

    /// A sum of n products in single precision is off by at most n half ulps of the sum of their magnitudes.
    @Test(arguments: Kernels.available)
    func productsAreWithinTheirRoundingErrors(name: String) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        for shape in Self.shapes {
            let product = Product(rows: shape.rows, depth: shape.depth, columns: shape.columns)
            let y = try product.run(on: workspace)[0]
            let exact = product.x.product(transposed: product.weight).adding(toEveryRow: product.bias)
            let magnitudes = product.x.mapped(abs).product(transposed: product.weight.mapped(abs))
                .adding(toEveryRow: product.bias.mapped(abs))
            let isWithin = zip(y, zip(exact.elements, magnitudes.elements)).allSatisfy { value, bound in
                abs(Double(value) - bound.0) <= Double(shape.depth) * 0x1p-24 * 1.001 * bound.1
            }
            #expect(isWithin, "\(shape)")
        }
    }

    // The last two are deep, forward and backward, and have several panels.
    @Test(arguments: [(1, 256, 300), (193, 64, 70), (400, 260, 97), (97, 33, 520), (100, 1030, 140), (98, 140, 1100)])
    func everyWorkspaceGivesTheSameBits(rows: Int, depth: Int, columns: Int) throws {
        let product = Product(rows: rows, depth: depth, columns: columns)
        let expected = product.promised.map(\.bits)
        for workspace in Workspace.everyKind {
            #expect(try product.run(on: workspace).map(\.bits) == expected, "\(workspace.kind)")
        }
    }
}
