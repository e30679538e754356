import Layers
import Tensors
import Text

extension EncoderDecoder {
    /// The loss of a batch under teacher forcing and its gradient.
    ///
    /// - Parameters:
    ///   - batch: pairs of unequal lengths.
    ///   - labelSmoothing: the share of the target mass that is spread evenly over the vocabulary (Szegedy et al. 2016,
    ///     section 7).
    ///   - workspace: where to compute.
    /// - Returns: the cross-entropy in nats, and the gradient of its sum with respect to every weight.
    public func lossAndGradients(
        for batch: Batch, labelSmoothing: Float = 0, on workspace: Workspace
    ) -> (loss: Loss, gradients: Gradients) {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: true)
        let losses = tokenLosses(of: batch, smoothing: labelSmoothing, on: &tape)
        var gradients = tape.gradients()
        gradients.tokenCount = batch.targetTokenCount
        return (Self.total(losses), gradients)
    }

    /// The loss of a batch under teacher forcing.
    public func loss(for batch: Batch, on workspace: Workspace) -> Loss {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        return Self.total(tokenLosses(of: batch, on: &tape))
    }

    /// The log probability of each pair's target and its end token, in nats, in the order of the batch.
    public func logProbabilities(of batch: Batch, on workspace: Workspace) -> [Double] {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let losses = tokenLosses(of: batch, on: &tape)
        let target = batch.targetInput
        return (0..<batch.pairCount).map { pair in
            (0..<target.lengths[pair]).reduce(0.0) { sum, time in
                sum - Double(losses[target.index(time: time, row: target.packedRows[pair])])
            }
        }
    }

    /// The logits of every target position, `[pair][time][vocabulary]`.
    package func logits(for batch: Batch, on workspace: Workspace) -> [[[Float]]] {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let hidden = decoderOutputs(for: batch, on: &tape)
        let logits = output(hidden, on: &tape).value
        let target = batch.targetInput
        return (0..<batch.pairCount).map { pair in
            (0..<target.lengths[pair]).map { time in
                let row = target.index(time: time, row: target.packedRows[pair])
                return logits.rows(row..<row + 1).elements
            }
        }
    }

    /// The decoder's outputs `[tokens, hidden]`, packed like the batch's target.
    private func decoderOutputs(for batch: Batch, on tape: inout Tape) -> Variable {
        let target = batch.targetInput
        let source = encoded(batch.source, rows: target.order, on: &tape)
        let embedded = targetEmbedding(target.ids, on: &tape)
        let spans = AttentionSpans(
            positions: attention == nil ? [] : positions(of: batch.source),
            sources: attention == nil ? [] : target.activeRows.flatMap { target.order.prefix($0) })
        return decoded(
            embedded, layout: PackedLayout(activeRows: target.activeRows), from: source.states, fed: nil,
            memory: source.memory, spans: spans, on: &tape
        ).outputs
    }

    private func tokenLosses(of batch: Batch, smoothing: Float = 0, on tape: inout Tape) -> [Float] {
        let hidden = decoderOutputs(for: batch, on: &tape)
        return tape.crossEntropy(
            hidden, weight: output.weight, bias: output.bias, targets: batch.targetOutput, smoothing: smoothing)
    }

    private static func total(_ losses: [Float]) -> Loss {
        Loss(sum: losses.reduce(0.0) { $0 + Double($1) }, tokenCount: losses.count)
    }
}
