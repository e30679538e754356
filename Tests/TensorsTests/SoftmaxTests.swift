import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Softmax and cross-entropy")
struct SoftmaxTests {
    private static let vocabularies = [1, 2, 15, 16, 17, 33, 300]

    private func matrix(_ values: DoubleMatrix, on workspace: Workspace) -> Matrix {
        let matrix = workspace.arena.matrix(rows: values.rows, columns: values.columns)
        matrix.load(values)
        return matrix
    }

    private func logits(rows: Int, vocabulary: Int, bound: Float = 8) -> DoubleMatrix {
        var random = RandomSource(seed: UInt64(vocabulary))
        return .random(rows: rows, columns: vocabulary, bound: bound, using: &random)
    }

    private func logProbabilities(_ logits: DoubleMatrix, on workspace: Workspace) -> [Float] {
        let matrix = matrix(logits, on: workspace)
        workspace.logSoftmax(matrix)
        return matrix.elements
    }

    /// Losses and the gradient of their sum.
    private func crossEntropy(
        _ logits: DoubleMatrix, targets: [Int32], smoothing: Float = 0, on workspace: Workspace
    ) -> (losses: [Float], gradient: [Float]) {
        let matrix = matrix(logits, on: workspace)
        let losses = workspace.crossEntropy(matrix, targets: targets, smoothing: smoothing)
        return (losses, matrix.elements)
    }

    private func workspace(_ name: String) throws -> Workspace {
        Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
    }

    @Test(arguments: Kernels.available, vocabularies)
    func logSoftmaxAgreesWithItsFormula(name: String, vocabulary: Int) throws {
        let logits = logits(rows: 9, vocabulary: vocabulary)
        let values = logProbabilities(logits, on: try workspace(name))
        #expect(relativeError(values, from: ReferenceSoftmax.logProbabilities(logits).elements) <= 3e-7)
    }

    @Test(arguments: Kernels.available, [Float(0), 0.1])
    func crossEntropyAgreesWithItsFormula(name: String, smoothing: Float) throws {
        for vocabulary in Self.vocabularies {
            let logits = logits(rows: 9, vocabulary: vocabulary)
            let targets = (0..<9).map { Int32($0 * 7 % vocabulary) }
            let actual = crossEntropy(logits, targets: targets, smoothing: smoothing, on: try workspace(name))
            let losses = ReferenceSoftmax.losses(logits, targets: targets, smoothing: Double(smoothing))
            #expect(relativeError(actual.losses, from: losses) <= 1e-6, "\(vocabulary) tokens")
            let gradient = ReferenceSoftmax.gradient(logits, targets: targets, smoothing: Double(smoothing))
            let error = zip(actual.gradient, gradient.elements).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
            #expect(error <= 3e-7, "\(vocabulary) tokens")
        }
    }

    @Test(arguments: Kernels.available)
    func hugeLogitsGiveFiniteLosses(name: String) throws {
        let logits = DoubleMatrix(
            rows: 4, columns: 5,
            floats: [
                1e30, -1e30, 0, 1, 2, 1e4, 1e4, 1e4, 1e4, 1e4, -1e30, -1e30, -1e30, -1e30, -1e30, 100, 0, -100, 88, 89,
            ])
        let targets: [Int32] = [1, 3, 0, 4]
        for smoothing: Float in [0, 0.1] {
            let actual = crossEntropy(logits, targets: targets, smoothing: smoothing, on: try workspace(name))
            let losses = ReferenceSoftmax.losses(logits, targets: targets, smoothing: Double(smoothing))
            for (value, loss) in zip(actual.losses, losses) { #expect(abs(Double(value) - loss) <= 1e-6 * loss) }
            let gradient = ReferenceSoftmax.gradient(logits, targets: targets, smoothing: Double(smoothing))
            #expect(relativeError(actual.gradient, from: gradient.elements) <= 3e-7)
        }
        let values = logProbabilities(logits, on: try workspace(name))
        #expect(relativeError(values, from: ReferenceSoftmax.logProbabilities(logits).elements) <= 1e-6)
    }

    @Test(arguments: Kernels.available)
    func aCommonOffsetOfAllLogitsDoesNotShow(name: String) throws {
        // Multiples of 1/64, so that adding the offset is exact.
        let logits = logits(rows: 6, vocabulary: 40).mapped { ($0 * 64).rounded() / 64 }
        let targets: [Int32] = [0, 7, 39, 20, 1, 5]
        let workspace = try workspace(name)
        for smoothing: Float in [0, 0.1] {
            let near = crossEntropy(logits, targets: targets, smoothing: smoothing, on: workspace)
            let far = crossEntropy(
                logits.mapped { $0 + 8192 }, targets: targets, smoothing: smoothing, on: workspace)
            #expect(near.losses.bits == far.losses.bits)
            #expect(near.gradient.bits == far.gradient.bits)
        }
        let far = logProbabilities(logits.mapped { $0 + 8192 }, on: workspace)
        #expect(logProbabilities(logits, on: workspace).bits == far.bits)
    }

    @Test func theLossOfATokenIsItsLogProbabilityNegated() {
        let logits = logits(rows: 9, vocabulary: 40)
        let targets = (0..<9).map { Int32($0 * 4) }
        let workspace = Workspace(threads: 1)
        let values = logProbabilities(logits, on: workspace)
        let losses = crossEntropy(logits, targets: targets, on: workspace).losses
        #expect(losses.bits == targets.enumerated().map { -values[$0 * 40 + Int($1)] }.bits)
    }

    @Test(arguments: [Float(0), 0.1])
    func everyWorkspaceAndARowAloneGiveTheSameBits(smoothing: Float) {
        let vocabulary = 1003
        let logits = logits(rows: 40, vocabulary: vocabulary)
        let targets = (0..<40).map { Int32($0 * 25) }
        let plain = Workspace(threads: 1)
        let expected = crossEntropy(logits, targets: targets, smoothing: smoothing, on: plain)
        let expectedLogs = logProbabilities(logits, on: plain)
        for workspace in Workspace.everyKind {
            let actual = crossEntropy(logits, targets: targets, smoothing: smoothing, on: workspace)
            #expect(actual.losses.bits == expected.losses.bits, "\(workspace.kind)")
            #expect(actual.gradient.bits == expected.gradient.bits, "\(workspace.kind)")
            #expect(logProbabilities(logits, on: workspace).bits == expectedLogs.bits, "\(workspace.kind)")
        }
        for row in [0, 13, 39] {
            let alone = crossEntropy(
                logits.selecting([row]), targets: [targets[row]], smoothing: smoothing, on: plain)
            #expect(alone.losses.bits == [expected.losses[row]].bits)
            #expect(alone.gradient.bits == Array(expected.gradient[row * vocabulary..<(row + 1) * vocabulary]).bits)
        }
    }
}
