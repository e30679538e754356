import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// A linear chain of tags beside a sum over, and a search of, all paths.
@Suite("Linear chains of tags")
struct LinearChainTests {
    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)
    private let rows = 9
    /// Of unequal lengths, in no order, one empty.
    private let sequences = [[4, 0, 7], [], [2], [1, 3, 5, 8]]
    private let targets: [Int32] = [0, 1, 0, 1, 1, 0, 0, 1, 0]

    private func random(_ rows: Int, _ columns: Int, bound: Float = 1, seed: UInt64) -> DoubleMatrix {
        var source = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, bound: bound, using: &source)
    }

    /// Emissions, start, end, transitions.
    private func given(tags: Int, bound: Float) -> [DoubleMatrix] {
        [
            random(rows, tags, bound: bound, seed: 1), random(1, tags, bound: bound, seed: 2),
            random(1, tags, bound: bound, seed: 3), random(tags, tags, bound: bound, seed: 4),
        ]
    }

    private func paths(_ length: Int, tags: Int) -> [[Int]] {
        (0..<length).reduce([[]]) { paths, _ in paths.flatMap { path in (0..<tags).map { path + [$0] } } }
    }

    private func score(_ path: [Int], _ rows: [Int], _ point: [DoubleMatrix]) -> Double {
        guard let first = path.first, let last = path.last else { return 0 }
        var score = point[1][0, first] + point[2][0, last]
        for (row, tag) in zip(rows, path) { score += point[0][row, tag] }
        for (from, to) in zip(path, path.dropFirst()) { score += point[3][from, to] }
        return score
    }

    /// `-log p` by a sum over all paths.
    private func loss(_ rows: [Int], _ point: [DoubleMatrix]) -> Double {
        guard !rows.isEmpty else { return 0 }
        let scores = paths(rows.count, tags: point[0].columns).map { score($0, rows, point) }
        let most = scores.max() ?? 0
        let total = most + log(scores.reduce(0) { $0 + exp($1 - most) })
        return total - score(rows.map { Int(targets[$0]) }, rows, point)
    }

    private func weights(_ parameters: [Parameter]) -> LinearChainWeights {
        LinearChainWeights(start: parameters[0], end: parameters[1], transitions: parameters[2])
    }

    @Test(arguments: [2, 3, 5], [Float(1), 6])
    func lossesAndGradientsAreThoseOfAllPaths(tags: Int, bound: Float) throws {
        let point = given(tags: tags, bound: bound)
        let (store, parameters) = ParameterStore.holding(Array(point[1...]))
        let factors: [Float] = [1, 1, 0.5, 2]
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let x = tape.input(point[0])
        let losses = tape.linearChainLosses(
            x, sequences: sequences, weights: weights(parameters), targets: targets, factors: factors)
        let gradients = tape.gradients()
        func total(_ point: [DoubleMatrix]) -> [Double] {
            zip(sequences, factors).map { loss($0, point) * Double($1) }
        }
        #expect(relativeError(losses, from: total(point)) <= 1e-6)
        let wanted = centralDifferences(at: point) { total($0).reduce(0, +) }
        #expect(relativeError(try #require(x.gradient).elements, from: wanted[0].elements) <= 1e-5)
        for (parameter, expected) in zip(parameters, wanted[1...]) {
            #expect(relativeError(gradients[parameter], from: expected.elements) <= 1e-5)
        }
    }

    @Test(arguments: [2, 3, 5])
    func bestPathsAreTheBestOfAll(tags: Int) {
        for seed in 0..<20 {
            let point = [
                random(rows, tags, seed: UInt64(4 * seed)), random(1, tags, seed: UInt64(4 * seed + 1)),
                random(1, tags, seed: UInt64(4 * seed + 2)), random(tags, tags, bound: 2, seed: UInt64(4 * seed + 3)),
            ]
            let (store, parameters) = ParameterStore.holding(Array(point[1...]))
            let tape = Tape(on: workspace, parameters: store, isRecording: false)
            let found = tape.bestPaths(tape.input(point[0]), sequences: sequences, weights: weights(parameters))
            for (rows, path) in zip(sequences, found) {
                let best = paths(rows.count, tags: tags).map { score($0, rows, point) }.max() ?? 0
                #expect(path.count == rows.count && score(path, rows, point) == best)
            }
        }
    }

    /// As weights of -10000 have it, by which people forbid a tag to follow another.
    @Test func whatIsForbiddenIsNeitherProbableNorANumberTooLarge() throws {
        var point = given(tags: 3, bound: 1)
        for from in 0..<3 { point[3].elements[from * 3 + 2] = -10_000 }
        point[3].elements[8] = -5000
        let (store, parameters) = ParameterStore.holding(Array(point[1...]))
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let x = tape.input(point[0])
        let losses = tape.linearChainLosses(
            x, sequences: [[0, 1, 2, 3]], weights: weights(parameters), targets: targets)
        _ = tape.gradients()
        #expect(abs(Double(losses[0]) - loss([0, 1, 2, 3], point)) <= 1e-5)
        let gradient = try #require(x.gradient)
        #expect((1..<4).allSatisfy { gradient.row($0)[2] == 0 })
    }

    /// From each tag there is but one way, and the ways of the two best tags do not meet.
    @Test func aChainThatIsTornStillAddsUp() {
        var point = given(tags: 2, bound: 1)
        point[3] = DoubleMatrix(rows: 2, columns: 2, elements: [-3000, -1000, 0, -3000])
        point[0].elements[0] = 2000
        point[0].elements[3] = -2000
        let (store, parameters) = ParameterStore.holding(Array(point[1...]))
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let losses = tape.linearChainLosses(
            tape.input(point[0]), sequences: [[0, 1, 2]], weights: weights(parameters), targets: targets)
        _ = tape.gradients()
        let expected = loss([0, 1, 2], point)
        #expect(abs(Double(losses[0]) - expected) <= 1e-6 * max(1, expected))
    }

    @Test func whatIsNoNumberHasALossAndAGradientThatAreNone() throws {
        var point = given(tags: 3, bound: 1)
        point[0].elements[0] = .nan
        let (store, parameters) = ParameterStore.holding(Array(point[1...]))
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let x = tape.input(point[0])
        let losses = tape.linearChainLosses(
            x, sequences: sequences, weights: weights(parameters), targets: targets)
        let paths = tape.bestPaths(x, sequences: sequences, weights: weights(parameters))
        let gradients = tape.gradients()
        #expect(losses[0].isNaN && losses[3].isFinite)
        let gradient = try #require(x.gradient)
        #expect(gradient.row(4)[0].isNaN && gradient.row(1)[0].isFinite)
        #expect(gradients[parameters[2]].allSatisfy { $0.isNaN })
        #expect(paths.map(\.count) == sequences.map(\.count))
    }

    @Test func everyKindOfWorkspaceGivesTheSameBits() {
        let point = given(tags: 5, bound: 2)
        let (store, parameters) = ParameterStore.holding(Array(point[1...]))
        var bits: Set<[UInt32]> = []
        for workspace in Workspace.everyKind {
            var tape = Tape(on: workspace, parameters: store, isRecording: true)
            let x = tape.input(point[0])
            let losses = tape.linearChainLosses(
                x, sequences: sequences, weights: weights(parameters), targets: targets)
            let gradients = tape.gradients()
            bits.insert(losses.bits + (x.gradient?.elements.bits ?? []) + parameters.flatMap { gradients[$0].bits })
        }
        #expect(bits.count == 1)
    }
}
