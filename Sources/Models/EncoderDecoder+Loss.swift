import Foundation
import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

extension EncoderDecoder {
    /// The loss of a batch under teacher forcing and its gradient.
    ///
    /// - Parameters:
    ///   - batch: pairs of unequal lengths.
    ///   - regularization: dropout, label smoothing, scheduled sampling and the loss of coverage.
    ///   - workspace: where to compute.
    /// - Returns: the cross-entropy in nats, with coverage's loss if that is asked for, and the gradient of its sum with respect to every weight.
    public func lossAndGradients(
        for batch: Batch, regularization: Regularization = Regularization(), on workspace: Workspace
    ) -> (loss: Loss, gradients: Gradients) {
        lossAndGradients(of: batch, regularization, keeping: 1, on: workspace)
    }

    /// The loss of several batches together and its gradient, in the memory that the largest of them takes.
    ///
    /// Each batch's gradient is made by itself, and they are added in a tree that follows from how many there are: two
    /// neighbours, then two such sums, and so on.
    ///
    /// - Parameters:
    ///   - batches: pairs of unequal lengths; one batch at least.
    ///   - regularization: dropout, label smoothing, scheduled sampling and the loss of coverage.
    ///   - workspace: where to compute; it needs the precision `float32`.
    /// - Returns: the cross-entropy in nats, with coverage's loss if that is asked for, and the gradient of its sum with respect to every weight.
    public func lossAndGradients(
        for batches: some Collection<Batch>, regularization: Regularization = Regularization(),
        on workspace: Workspace
    ) -> (loss: Loss, gradients: Gradients) {
        var sum = GradientSum()
        var total = Loss()
        for batch in batches {
            let (loss, gradients) = lossAndGradients(
                of: batch, regularization, keeping: GradientSum.bufferCount(of: batches.count), on: workspace)
            total.add(loss)
            sum.add(gradients, on: workspace)
        }
        guard var gradients = sum.total(on: workspace) else { fail("There is no batch to compute") }
        gradients.count(total)
        return (total, gradients)
    }

    /// The loss of a batch and its gradient, in memory of which so many gradients are in use at once.
    package func lossAndGradients(
        of batch: Batch, _ regularization: Regularization, keeping kept: Int, on workspace: Workspace
    ) -> (loss: Loss, gradients: Gradients) {
        var gradients = workspace.zeroGradients(of: parameters, keeping: kept)
        let batch = sampled(batch, regularization, on: workspace)
        var tape = Tape(on: workspace, parameters: parameters, isRecording: true)
        let weights = batch.tokenWeights
        let loss = Self.total(tokenLosses(of: batch, regularization, weights: weights, on: &tape), weights: weights)
        tape.addGradients(to: gradients)
        gradients.count(loss)
        return (loss, gradients)
    }

    /// The loss of a batch under teacher forcing.
    public func loss(for batch: Batch, on workspace: Workspace) -> Loss {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let weights = batch.tokenWeights
        return Self.total(tokenLosses(of: batch, weights: weights, on: &tape), weights: weights)
    }

    /// The loss of a batch under teacher forcing, and how many target tokens the model thinks the most probable.
    ///
    /// - Returns: the cross-entropy in nats, and of its tokens those whose probability no other token's exceeds.
    public func evaluation(of batch: Batch, on workspace: Workspace) -> (loss: Loss, correctTokens: Int) {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let logProbabilities = logProbabilities(
            after: decoded(batch, on: &tape), copied: copied(of: batch), on: &tape)
        var losses: [Float] = []
        var correctTokens = 0
        for (row, target) in batch.targetOutput.enumerated() {
            let values = UnsafeBufferPointer(start: logProbabilities.row(row), count: logProbabilities.columns)
            require(values.indices.contains(Int(target)), "An id must be in 0..<\(values.count), but is \(target)")
            let logProbability = values[Int(target)]
            losses.append(-logProbability)
            if values.allSatisfy({ $0 <= logProbability }) { correctTokens += 1 }
        }
        return (Self.total(losses), correctTokens)
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

    /// How much each token of each target, and its end, attends to each token of its source, `[pair][time][source]`, in
    /// the order of the batch; the model must have attention.
    package func attention(for batch: Batch, on workspace: Workspace) -> [[[Float]]] {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        guard let weights = decoded(batch, on: &tape).weights else {
            fail("A model without attention attends to nothing")
        }
        let target = batch.targetInput
        return (0..<batch.pairCount).map { pair in
            (0..<target.lengths[pair]).map { time in
                weights.weights(ofQuery: target.index(time: time, row: target.packedRows[pair]))
            }
        }
    }

    /// The logits of every target position, `[pair][time][vocabulary]`; of a model that copies the log probabilities,
    /// those of the tokens that the pair's source adds to the vocabulary included.
    package func logits(
        for batch: Batch, _ regularization: Regularization = Regularization(), on workspace: Workspace
    ) -> [[[Float]]] {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let decoded = decoded(batch, regularization, on: &tape)
        let pointer = pointer(decoded, copied(of: batch))
        let logits =
            if let pointer { tape.logProbabilities(decoded.outputs, pointer) } else {
                output(decoded.outputs, on: &tape).value
            }
        let target = batch.targetInput
        return (0..<batch.pairCount).map { pair in
            let reach = pointer.flatMap { _ in batch.copies[pair].max() }.map { Int($0) + 1 } ?? 0
            return (0..<target.lengths[pair]).map { time in
                let row = target.index(time: time, row: target.packedRows[pair])
                let columns = max(configuration.targetVocabularySize, reach)
                return logits.rows(row..<row + 1).columns(0..<columns).elements
            }
        }
    }

    /// What the decoder gives for a batch, packed like its target.
    private func decoded(
        _ batch: Batch, _ regularization: Regularization = Regularization(), weights: [Float]? = nil,
        on tape: inout Tape
    ) -> EncoderDecoderCore.Decoded {
        let dropout = ModelDropout(regularization, for: batch)
        let target = batch.targetInput
        let source = encoded(
            batch.source, vectors: batch.sourceVectors, rows: target.order, dropout: dropout, on: &tape)
        let embedded = tape.dropout(targetEmbedding(readable(target.ids), on: &tape), dropout?.targetEmbedding)
        let needsRows = core.attention != nil || configuration.furtherSourceCount > 0
        let rows = needsRows ? target.activeRows.flatMap { target.order.prefix($0) } : []
        let spans = AttentionSpans(
            positions: core.attention == nil ? [] : positions(of: batch.source),
            sources: core.attention == nil ? [] : rows)
        let further = encodedFurther(of: batch, dropout: dropout, on: &tape)
        var readings: [FurtherReading] = []
        for source in further { readings.append(source.reading(of: rows, on: &tape)) }
        var decoded = core.decoded(
            embedded, layout: target.packing.layout, from: source.states, fed: nil,
            memory: source.memory, spans: spans, further: readings, coverageLoss: regularization.coverageLoss,
            tokenWeights: weights, dropout: dropout?.decoder, copyGate: copyGate, on: &tape)
        decoded.outputs = tape.dropout(decoded.outputs, dropout?.output)
        return decoded
    }

    /// What copying from the sources of a batch says; nil for a model that does not copy.
    func copied(of batch: Batch) -> CopiedTokens? { copied(batch.copies, lengths: batch.source.lengths) }

    /// - Parameter weights: what each token's loss is multiplied by; nil for nothing.
    private func tokenLosses(
        of batch: Batch, _ regularization: Regularization = Regularization(), weights: [Float]? = nil,
        on tape: inout Tape
    ) -> [Float] {
        let decoded = decoded(batch, regularization, weights: weights, on: &tape)
        let (smoothing, sampling) = (regularization.labelSmoothing, regularization.outputSampling)
        let losses =
            if let pointer = pointer(decoded, copied(of: batch)) {
                tape.crossEntropy(
                    decoded.outputs, pointer, targets: batch.targetOutput, smoothing: smoothing, weights: weights,
                    sampling: sampling)
            } else {
                tape.crossEntropy(
                    decoded.outputs, weight: output.weight, bias: output.bias, targets: batch.targetOutput,
                    smoothing: smoothing, weights: weights, sampling: sampling)
            }
        if decoded.coverageLosses.isEmpty { return losses }
        return zip(losses, decoded.coverageLosses).map { $0 + $1 }
    }

    private static func total(_ losses: [Float], weights: [Float]? = nil) -> Loss {
        Loss(
            sum: losses.reduce(0.0) { $0 + Double($1) }, tokenCount: losses.count,
            weight: weights?.reduce(0.0) { $0 + Double($1) })
    }
}

extension Gradients {
    /// Takes over from the loss over how many tokens it sums.
    fileprivate mutating func count(_ loss: Loss) {
        tokenCount = loss.tokenCount
        weight = loss.weight != Double(loss.tokenCount) ? loss.weight : nil
    }
}

/// A loss over target tokens in nats: always a sum with its count, never a hidden mean.
///
/// Where pairs have weights, each token's loss is multiplied by its pair's, and the mean is over the weights of tokens.
/// Of a model without tokens it counts the vectors, or the steps that are there, and may be an error instead of nats.
public struct Loss: Sendable, Equatable {
    /// The sum over all target tokens, end tokens included.
    public private(set) var sum: Double
    /// How many target tokens that is.
    public private(set) var tokenCount: Int
    /// The sum of their weights: their number, if pairs have none.
    public private(set) var weight: Double

    /// A loss that was summed over this number of tokens.
    ///
    /// - Parameter weight: the sum of the tokens' weights; nil for their number.
    public init(sum: Double = 0, tokenCount: Int = 0, weight: Double? = nil) {
        self.sum = sum
        self.tokenCount = tokenCount
        self.weight = weight ?? Double(tokenCount)
    }

    /// The mean over the tokens, in nats.
    public var perToken: Double { weight == 0 ? 0 : sum / weight }

    /// The exponential of the loss per token: how many equally likely tokens would be as hard to guess.
    public var perplexity: Double { exp(perToken) }

    /// Adds the loss of other tokens.
    public mutating func add(_ other: Loss) {
        sum += other.sum
        tokenCount += other.tokenCount
        weight += other.weight
    }
}
