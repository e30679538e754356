import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTraining
import Testing

/// An encoder-decoder on vectors with parts that one may have, and ragged data for it.
struct VectorVariant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let configuration: ContinuousEncoderDecoder.Configuration
    let loss: SequenceLoss

    private init(
        _ name: String, loss: SequenceLoss = .meanSquaredError,
        _ change: (inout ContinuousEncoderDecoder.Configuration) -> Void
    ) {
        testDescription = name
        self.loss = loss
        configuration = ContinuousEncoderDecoder.Configuration {
            ($0.inputSize, $0.outputSize, $0.hidden) = (3, 2, 12)
            change(&$0)
        }
    }

    static let all = [
        VectorVariant("everything") {
            ($0.layers, $0.bidirectional, $0.residual, $0.bridge) = (2, true, true, .dense)
            ($0.attention, $0.inputFeeding, $0.firstInput) = (.general, true, .learned)
            ($0.knownSize, $0.staticSize) = (2, 1)
            ($0.dropout, $0.scheduledSampling) = (0.25, 0.5)
        },
        VectorVariant("quantiles", loss: .quantile) {
            ($0.layers, $0.encoderLayers, $0.attention) = (2, 1, .additive)
            ($0.distribution, $0.scalesEachSeries, $0.firstInput) = (.quantiles([0.1, 0.5, 0.9]), true, .last)
            ($0.dropout, $0.variationalDropout) = (0.25, true)
        },
        VectorVariant("gaussian with an end", loss: .gaussian) {
            ($0.encoderLayers, $0.decoderLayers, $0.attention, $0.bidirectional) = (3, 2, .dot, true)
            ($0.distribution, $0.decidesEnd, $0.scheduledSampling) = (.gaussian, true, 0.75)
            ($0.dropout, $0.variationalDropout, $0.residual) = (0.5, true, true)
        },
        VectorVariant("gru") {
            ($0.cell, $0.layers, $0.bidirectional, $0.residual, $0.bridge) = (.gru, 2, true, true, .dense)
            ($0.attention, $0.inputFeeding, $0.dropout, $0.variationalDropout) = (.additive, true, 0.25, true)
        },
        VectorVariant("ids") {
            ($0.vocabularySize, $0.inputSize, $0.bidirectional, $0.attention) = (9, 5, true, .dot)
            ($0.staticSize, $0.dropout, $0.scheduledSampling) = (1, 0.25, 0.5)
        },
        VectorVariant("known inputs without attention", loss: .huber(delta: 0.5)) {
            ($0.knownSize, $0.firstInput, $0.decidesEnd) = (1, .last, true)
        },
    ]

    func model() -> ContinuousEncoderDecoder {
        var model = ContinuousEncoderDecoder(configuration, seed: 3)
        // No weight of zeros, so that every part counts.
        for name in model.parameters.names where name.hasSuffix("bias") || name == "first_input" {
            guard let parameter = model.parameters.parameter(named: name) else { continue }
            for index in model.parameters[parameter].indices {
                model.parameters[parameter][index] = Float(index % 5) / 8 - 0.25
            }
        }
        return model
    }

    /// One of them has no step.
    var rows: [[[Float]]] { InvariantStack.vectors(InvariantStack.lengths, features: 3, seed: 1) }

    /// Ids in the place of vectors; what is masked has none that there could be.
    private func tokens(_ batch: PaddedBatch) -> Examples {
        let ids = batch.mask.elements.indices.map { index -> Int32 in
            guard batch.mask.elements[index] else { return -7 }
            return Int32(abs(batch.values[3 * index]) * 1000) % 9
        }
        return .tokens(PaddedTokens(ids: ids, mask: batch.mask))
    }

    /// One of them has no step.
    var targets: [[[Float]]] { InvariantStack.vectors([2, 6, 1, 3, 0, 4], features: 2, seed: 2) }

    /// The inputs; sequences may be padded, and so are those that are known, which go on for longer than targets.
    func x(_ padded: ([[[Float]]]) -> PaddedBatch = { PaddedBatch($0) }) -> Examples {
        let sequences = configuration.vocabularySize > 0 ? tokens(padded(rows)) : Examples.sequences(padded(rows))
        var parts = [sequences]
        if configuration.staticSize > 0 { parts.append(.vectors(rows.indices.map { [Float($0) / 4 - 0.5] })) }
        if configuration.knownSize > 0 {
            let known = InvariantStack.vectors(rows.map { _ in 6 }, features: configuration.knownSize, seed: 5)
            parts.append(.sequences(padded(known)))
        }
        return parts.count == 1 ? sequences : .several(parts)
    }
}
