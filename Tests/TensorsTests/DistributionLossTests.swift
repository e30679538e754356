import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Losses of outputs that are distributions, and Huber's, held against double precision and central differences.
@Suite("Losses of distributions")
struct DistributionLossTests {
    enum Kind: CaseIterable {
        case huber, quantile, gaussian

        static let shares: [Float] = [0.125, 0.5, 0.9375]

        /// Columns of a feature.
        var width: Int {
            switch self {
            case .huber: 1
            case .quantile: Self.shares.count
            case .gaussian: 2
            }
        }

        func losses(
            _ x: Variable, _ targets: Matrix, weights: [Float]? = nil, on tape: inout Tape
        ) -> [Float] {
            switch self {
            case .huber: tape.huberLoss(x, targets: targets, delta: 0.75, weights: weights)
            case .quantile: tape.quantileLoss(x, targets: targets, shares: Self.shares, weights: weights)
            case .gaussian: tape.gaussianLoss(x, targets: targets, leastDeviation: 0.0625, weights: weights)
            }
        }

        /// The loss of a feature of which the outputs and the target are given.
        func loss(_ x: ArraySlice<Double>, _ target: Double) -> Double {
            let x = Array(x)
            switch self {
            case .huber:
                let size = abs(x[0] - target)
                return size > 0.75 ? 0.75 * (size - 0.375) : size * size / 2
            case .quantile:
                let losses = zip(x, Self.shares).map { value, share in
                    max(Double(share) * (target - value), (Double(share) - 1) * (target - value))
                }
                return losses.reduce(0, +) / Double(losses.count)
            case .gaussian:
                let deviation = log1p(exp(x[1])) + 0.0625
                let error = (target - x[0]) / deviation
                return log(deviation) + error * error / 2 + log(2 * Double.pi) / 2
            }
        }
    }

    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)

    private func random(_ rows: Int, _ columns: Int, bound: Float, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, bound: bound, using: &source)
    }

    private func reference(_ kind: Kind, _ x: DoubleMatrix, _ targets: DoubleMatrix) -> [Double] {
        (0..<targets.rows).map { row in
            (0..<targets.columns).reduce(0) { sum, feature in
                let start = row * x.columns + feature * kind.width
                return sum
                    + kind.loss(
                        x.elements[start..<start + kind.width], targets.elements[row * targets.columns + feature])
                    / Double(targets.columns)
            }
        }
    }

    @Test(arguments: Kind.allCases, [1, 5])
    func aLossAgreesWithItsFormula(kind: Kind, features: Int) throws {
        let x = random(7, features * kind.width, bound: 2, seed: 1)
        let targets = random(7, features, bound: 2, seed: 2)
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let input = tape.input(x)
        let losses = kind.losses(input, tape.input(targets).value, on: &tape)
        _ = tape.gradients()
        let rounded = DoubleMatrix(rows: 7, columns: features, floats: targets.floats)
        #expect(relativeError(losses, from: reference(kind, x, rounded)) <= 1e-6)
        let wanted = centralDifferences(at: [x]) { reference(kind, $0[0], rounded).reduce(0, +) }
        #expect(relativeError(try #require(input.gradient).elements, from: wanted[0].elements) <= 1e-5)
    }

    @Test(arguments: Kind.allCases)
    func whatIsNoNumberHasAGradientThatIsNone(kind: Kind) throws {
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
        let numbers = [Double.nan] + [Double](repeating: 0.5, count: 2 * kind.width - 1)
        let input = tape.input(DoubleMatrix(rows: 2, columns: kind.width, elements: numbers))
        let targets = tape.input(DoubleMatrix(rows: 2, columns: 1, elements: [1, 1])).value
        let losses = kind.losses(input, targets, on: &tape)
        _ = tape.gradients()
        let gradient = try #require(input.gradient).elements
        #expect(losses[0].isNaN && gradient[0].isNaN)
        #expect(losses[1].isFinite && gradient[kind.width...].allSatisfy(\.isFinite))
    }

    @Test(arguments: Kind.allCases)
    func aWeightMultipliesALossAndItsGradient(kind: Kind) throws {
        let (x, targets) = (random(4, 3 * kind.width, bound: 2, seed: 3), random(4, 3, bound: 2, seed: 4))
        func run(_ weights: [Float]?) throws -> (losses: [Float], gradient: [Float]) {
            var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
            let input = tape.input(x)
            let losses = kind.losses(input, tape.input(targets).value, weights: weights, on: &tape)
            _ = tape.gradients()
            return (losses, try #require(input.gradient).elements)
        }
        let (plain, weighted) = (try run(nil), try run([1, 0, 2, 0.5]))
        let width = 3 * kind.width
        for (row, weight) in [Float(1), 0, 2, 0.5].enumerated() {
            #expect(weighted.losses[row] == weight * plain.losses[row])
            let range = row * width..<(row + 1) * width
            #expect(weighted.gradient[range].elementsEqual(plain.gradient[range].map { weight * $0 }))
        }
    }

    /// Where the exponential is next to nothing or beyond all bounds.
    @Test func aSoftplusIsExactAtItsEnds() {
        let x: [Float] = [-100, -20, -9, -1, 0, 1, 9, 20, 100]
        var y = x
        workspace.softplus(&y, x, count: x.count)
        #expect(relativeError(y, from: x.map { log1p(exp(-abs(Double($0)))) + max(0, Double($0)) }) <= 1e-6)
        #expect(abs(Double(y[1]) - exp(-20)) <= 1e-6 * exp(-20))
    }

    @Test func everyKindOfWorkspaceGivesTheSameBits() {
        for kind in Kind.allCases {
            let (x, targets) = (random(9, 7 * kind.width, bound: 4, seed: 5), random(9, 7, bound: 4, seed: 6))
            var bits: Set<[UInt32]> = []
            for workspace in Workspace.everyKind {
                var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: true)
                let input = tape.input(x)
                let losses = kind.losses(input, tape.input(targets).value, on: &tape)
                _ = tape.gradients()
                bits.insert(losses.bits + (input.gradient?.elements.bits ?? []))
            }
            #expect(bits.count == 1, "\(kind)")
        }
    }
}
