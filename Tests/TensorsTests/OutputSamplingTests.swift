import Foundation
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// The gradient of an output layer that is made of some of its tokens.
@Suite("Sampled gradient of the output layer")
struct OutputSamplingTests {
    private static let targets: [Int32] = [5, 0, 17, 5, 39, 2, 17]

    /// An output layer of 9 numbers, and 7 rows to be said.
    private struct Layer {
        let input: DoubleMatrix
        let weights: [DoubleMatrix]

        init(vocabulary: Int = 40) {
            var random = RandomSource(seed: 3)
            input = .random(rows: 7, columns: 9, bound: 2, using: &random)
            weights = [
                .random(rows: vocabulary, columns: 9, bound: 2, using: &random),
                .random(rows: 1, columns: vocabulary, using: &random),
            ]
        }

        /// Losses and gradients: of the input, of the weight and of the bias.
        func results(
            _ sampling: OutputSampling?, smoothing: Float = 0, weights factors: [Float]? = nil,
            on workspace: Workspace = Workspace(threads: 1)
        ) throws -> (losses: [Float], gradients: [[Float]]) {
            let (store, parameters) = ParameterStore.holding(weights)
            var tape = Tape(on: workspace, parameters: store, isRecording: true)
            let x = tape.input(input)
            let losses = tape.crossEntropy(
                x, weight: parameters[0], bias: parameters[1], targets: OutputSamplingTests.targets,
                smoothing: smoothing, weights: factors, sampling: sampling)
            let gradients = tape.gradients()
            return (losses, [try #require(x.gradient).elements] + parameters.map { gradients[$0] })
        }
    }

    private func sampling(_ count: Int, step: Int = 1, seed: UInt64 = 4) -> OutputSampling {
        OutputSampling(count: count, seed: seed, step: step)
    }

    private func drawn(_ sampling: OutputSampling, from magnitudes: [Float]) -> OutputSampling.Drawn {
        magnitudes.withUnsafeBufferPointer(sampling.drawn)
    }

    /// Of so few tokens that they are one block.
    @Test(arguments: [Float(0), 0.2])
    func theLossIsThatOfTheWholeSoftmaxToTheBit(smoothing: Float) throws {
        let whole = try Layer().results(nil, smoothing: smoothing)
        let sampled = try Layer().results(sampling(8), smoothing: smoothing)
        #expect(sampled.losses.bits == whole.losses.bits)
    }

    /// A row of the weight's gradient is the whole one's over the probability with which its token is drawn, or zero.
    @Test func theGradientsOfATokenAreScaledOrZero() throws {
        let whole = try Layer().results(nil)
        let sampled = try Layer().results(sampling(12))
        var counts = (zeros: 0, exact: 0, scaled: 0)
        for token in 0..<40 {
            let row = 9 * token..<9 * (token + 1)
            let scale = sampled.gradients[2][token] / whole.gradients[2][token]
            let wanted = whole.gradients[1][row].map { Double($0 * scale) }
            #expect(zip(sampled.gradients[1][row], wanted).allSatisfy { abs(Double($0) - $1) <= 1e-5 })
            #expect(scale == 0 || scale > 1 - 1e-5)
            switch scale {
            case 0: counts.zeros += 1
            case ..<(1 + 1e-5): counts.exact += 1
            default: counts.scaled += 1
            }
        }
        #expect(counts.zeros > 15 && counts.exact >= 4 && counts.scaled >= 2, "\(counts)")
    }

    /// More tokens than a block of logits has, which are not kept; of those that are not drawn they are made in 8 bits.
    @Test(arguments: [Float(0), 0.2], [nil, [1, 0.5, 2, 0, 3, 1, 0.25] as [Float]?])
    func aLargeVocabularyHasTheWholeSoftmaxsLossAndScaledGradients(smoothing: Float, weights: [Float]?) throws {
        let layer = Layer(vocabulary: 1300)
        let whole = try layer.results(nil, smoothing: smoothing, weights: weights)
        let sampled = try layer.results(sampling(500), smoothing: smoothing, weights: weights)
        for (loss, wanted) in zip(sampled.losses, whole.losses) { #expect(abs(loss - wanted) <= 2e-3) }
        var (zeros, exact) = (0, 0)
        for token in 0..<1300 {
            let row = 9 * token..<9 * (token + 1)
            let scale = sampled.gradients[2][token] / whole.gradients[2][token]
            zeros += scale == 0 ? 1 : 0
            exact += abs(scale - 1) < 5e-3 ? 1 : 0
            #expect(scale == 0 || scale > 1 - 5e-3, "\(token)")
            let wanted = whole.gradients[1][row].map { $0 * scale }
            // Each row of `x` has a sum of its own, which rounding moves by about a thousandth: more of what is left
            // where smoothing takes away nearly as much as a token has.
            let tolerance = 1e-6 + (smoothing > 0 ? 0.1 : 0.02) * (wanted.map(abs).max() ?? 0)
            #expect(zip(sampled.gradients[1][row], wanted).allSatisfy { abs($0 - $1) <= tolerance }, "\(token)")
        }
        #expect(zeros > 600 && exact > 20, "\(zeros), \(exact)")
        for target in Set(Self.targets).map(Int.init) {
            #expect(abs(sampled.gradients[2][target] / whole.gradients[2][target] - 1) < 5e-3)
        }
    }

    /// Within a few of the errors that the mean of so many draws has.
    @Test(arguments: [Float(0), 0.2], [40, 600])
    func inTheMeanOverManyStepsItIsTheWholeGradient(smoothing: Float, vocabulary: Int) throws {
        let (layer, workspace) = (Layer(vocabulary: vocabulary), Workspace(threads: 1))
        let whole = try layer.results(nil, smoothing: smoothing, on: workspace).gradients
        let steps = 2000
        var (sums, squares) = (whole.map { $0.map { _ in 0.0 } }, whole.map { $0.map { _ in 0.0 } })
        for step in 1...steps {
            let gradients = try layer.results(
                sampling(vocabulary / 4, step: step), smoothing: smoothing, on: workspace
            ).gradients
            for (index, gradient) in gradients.enumerated() {
                for (element, value) in gradient.enumerated() {
                    sums[index][element] += Double(value)
                    squares[index][element] += Double(value) * Double(value)
                }
            }
        }
        for index in whole.indices {
            for element in whole[index].indices {
                let mean = sums[index][element] / Double(steps)
                let variance = max(0, squares[index][element] / Double(steps) - mean * mean)
                let wanted = Double(whole[index][element])
                // What is seldom drawn may never have been.
                let unseen = 7 * min(0.02, abs(wanted))
                let deviation = ((variance + unseen) / Double(steps)).squareRoot()
                #expect(abs(mean - wanted) <= 5 * deviation + 1e-5, "\(index), \(element)")
            }
        }
    }

    @Test(arguments: [40, 41, 1000])
    func asManyAsThereAreTokensIsTheWholeGradientToTheBit(count: Int) throws {
        let whole = try Layer().results(nil)
        let sampled = try Layer().results(sampling(count))
        #expect(sampled.gradients.map(\.bits) == whole.gradients.map(\.bits))
    }

    @Test(arguments: [Float(0), 0.1])
    func everyWorkspaceGivesTheSameBits(smoothing: Float) throws {
        // More tokens than a thread takes at a time.
        let layer = Layer(vocabulary: 1500)
        let expected = try layer.results(sampling(600), smoothing: smoothing)
        for workspace in Workspace.everyKind {
            let actual = try layer.results(sampling(600), smoothing: smoothing, on: workspace)
            #expect(actual.gradients.map(\.bits) == expected.gradients.map(\.bits), "\(workspace.kind)")
        }
        let other = try layer.results(sampling(600, step: 2), smoothing: smoothing)
        #expect(other.gradients.map(\.bits) != expected.gradients.map(\.bits))
    }

    @Test func tokensAreDrawnByTheirMagnitudes() {
        var random = RandomSource(seed: 9)
        let magnitudes = (0..<500).map { _ in 1 / (0.01 + random.nextUnit()) }
        let (steps, count) = (3000, 50)
        var seen = [Int](repeating: 0, count: 500)
        var scales = [Float](repeating: 0, count: 500)
        var total = 0
        for step in 1...steps {
            let drawn = drawn(sampling(count, step: step), from: magnitudes)
            #expect(zip(drawn.tokens, drawn.tokens.dropFirst()).allSatisfy(<))
            total += drawn.tokens.count
            for (token, scale) in zip(drawn.tokens, drawn.scales) {
                seen[Int(token)] += 1
                scales[Int(token)] = scale
            }
        }
        #expect(abs(Double(total) / Double(steps) - Double(count)) < 0.5)
        for token in magnitudes.indices {
            let probability = 1 / Double(scales[token])
            let deviation = (probability * (1 - probability) / Double(steps)).squareRoot()
            #expect(abs(Double(seen[token]) / Double(steps) - probability) <= 5 * deviation, "\(token)")
        }
        // Those that are not certain are as likely as they are large.
        let uncertain = magnitudes.indices.filter { scales[$0] > 1 }
        let factors = uncertain.map { 1 / (scales[$0] * magnitudes[$0]) }
        #expect(uncertain.count > 400 && (factors.max() ?? 1) / (factors.min() ?? 0) < 1.0001)
    }

    @Test func zerosAreNeverDrawnAndWhatIsNoNumberAlways() {
        let magnitudes: [Float] = [0, .nan, 0, .infinity, 0, 1]
        for step in 1...20 {
            let tokens = drawn(sampling(3, step: step), from: magnitudes).tokens
            #expect(tokens.contains(1) && tokens.contains(3))
            #expect(!tokens.contains(0) && !tokens.contains(2) && !tokens.contains(4))
        }
        #expect(drawn(sampling(2), from: [0, 0, 0]).tokens.isEmpty)
    }

    @Test func aGradientOfNoToken() async {
        await #expect(processExitsWith: .failure) { _ = OutputSampling(count: 0, seed: 1, step: 1) }
    }
}
