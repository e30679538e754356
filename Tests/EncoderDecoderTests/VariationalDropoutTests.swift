import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// Dropout with one mask for all time steps of a pair (Gal and Ghahramani 2016).
@Suite("Encoder-decoder: variational dropout")
struct VariationalDropoutTests {
    private static let vocabulary = 100
    private static let pairs = EncodedPair.random(14, longest: 9, vocabulary: vocabulary)
    private static let dropout = StepDropout(rate: 0.3, seed: 5, step: 9)
    private static let regularization = Regularization(dropout: dropout, isVariational: true)

    /// What a model with this dropout multiplies each vector of a pair by, for `ReferenceEncoderDecoder`.
    private func masks(ofPair pair: Int, _ model: EncoderDecoder) -> [String: [Double]] {
        let configuration = model.configuration
        let workspace = Workspace(threads: 1)
        func mask(_ place: Int, _ size: Int) -> [Double] {
            var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
            let ones = tape.constant([Float](repeating: 1, count: size), rows: 1, columns: size)
            let dropout = RowDropout(Self.dropout, place: place, rows: [(pair: pair, time: 0)])
            return tape.dropout(ones, dropout).value.elements.map(Double.init)
        }
        let hidden = configuration.hidden
        var masks = [
            "source_embedding": mask(0, configuration.embedding), "target_embedding": mask(1, configuration.embedding),
            "output": mask(2, hidden), "second_embedding": mask(3, configuration.embedding),
        ]
        let encoder = (configuration.encoderDepth, configuration.bidirectional ? 2 : 1)
        let stacks = [
            ("encoder", 0x100, 0x300, encoder), ("decoder", 0x200, 0x400, (configuration.decoderDepth, 1)),
            ("second_encoder", 0x500, 0x600, encoder),
        ]
        for (name, between, recurrent, (depth, directions)) in stacks {
            for layer in 0..<depth {
                if layer > 0 { masks["\(name).l\(layer)"] = mask(between + layer - 1, hidden) }
                for direction in 0..<directions {
                    masks["\(name).recurrent_l\(layer)\(direction == 1 ? "_reverse" : "")"] = mask(
                        recurrent + layer * directions + direction, hidden / directions)
                }
            }
        }
        return masks
    }

    @Test(arguments: Variant.few + [Variant.twofold[1], Variant.twofold[4]])
    func theLossAndEveryGradientAgreeWithCentralDifferences(variant: Variant) throws {
        let model = variant.model()
        let pairs = EncodedPair.ragged()[..<3].map { variant.readsSecond ? $0.doubled() : $0 }
        let ids = [6, 2, 9]
        let (loss, gradients) = model.lossAndGradients(
            for: Batch(pairs, ids: ids), regularization: Self.regularization, on: Workspace(threads: 1))
        let start = ReferenceEncoderDecoder(model.parameters, options: variant.oracleOptions)
        let masksOfPairs = ids.map { masks(ofPair: $0, model) }
        let oracle = { (name: String, weight: DoubleMatrix?) -> Double in
            var moved = start
            if let weight { moved.weights[name] = weight }
            return zip(pairs, masksOfPairs).reduce(0) { sum, pair in
                moved.masks = pair.1
                return sum
                    + moved.loss(
                        source: pair.0.source, targetInput: [Vocabulary.begin] + pair.0.target,
                        targetOutput: pair.0.target + [Vocabulary.end], copies: pair.0.copies,
                        secondSource: pair.0.secondSource)
            }
        }
        let expectedLoss = oracle("", nil)
        #expect(abs(loss.sum - expectedLoss) <= 1e-6 * expectedLoss)
        for name in model.parameters.names {
            let parameter = try #require(model.parameters.parameter(named: name))
            let wanted = centralDifferences(at: [DoubleMatrix(parameter, of: model.parameters)]) { oracle(name, $0[0]) }
            let error = relativeError(gradients[parameter], from: wanted[0].elements)
            #expect(error <= variant.tolerance(of: name), "\(name)")
        }
    }

    private func model(_ variant: Variant) -> EncoderDecoder {
        variant.model(vocabulary: Self.vocabulary, embedding: 20, hidden: 40, bound: 0.3)
    }

    @Test(arguments: Variant.few)
    func masksDoNotDependOnTheBatch(variant: Variant) {
        let model = model(variant)
        let workspace = Workspace(threads: 1)
        func loss(_ indices: [Int]) -> Double {
            let batch = Batch(indices.map { Self.pairs[$0] }, ids: indices)
            return model.lossAndGradients(for: batch, regularization: Self.regularization, on: workspace).loss.sum
        }
        let alone = Self.pairs.indices.map { loss([$0]) }
        for pair in Self.pairs.indices.dropFirst() {
            // Sums of two pairs' tokens are added in another order than the pairs' own sums.
            #expect(abs(loss([pair, 0]) - alone[pair] - alone[0]) < 1e-9 * alone[pair])
        }
        let everyStepAnew = model.lossAndGradients(
            for: Batch([Self.pairs[3]], ids: [3]), regularization: Regularization(dropout: Self.dropout), on: workspace)
        #expect(alone[3] != everyStepAnew.loss.sum)
    }

    @Test(arguments: Variant.few)
    func everyWorkspaceGivesTheSameLossesAndGradients(variant: Variant) {
        let model = model(variant)
        let parameters = model.parameters.names.compactMap(model.parameters.parameter)
        func result(_ workspace: Workspace) -> (Loss, [[UInt32]]) {
            let (loss, gradients) = model.lossAndGradients(
                for: Batch(Self.pairs), regularization: Self.regularization, on: workspace)
            return (loss, parameters.map { gradients[$0].bits })
        }
        let expected = result(Workspace(threads: 1))
        for workspace in Workspace.everyKind {
            let actual = result(workspace)
            #expect(actual.0 == expected.0 && actual.1 == expected.1, "\(workspace.kind)")
        }
    }
}
