import Seq2SeqLayers
import Seq2SeqTensors
import Seq2SeqText

/// What the tape of a step takes of the arena: in training every value with its gradient, and what the backward pass
/// packs.
///
/// It adds up over the pairs of a batch, since nothing is stored for padding.
package struct ActivationMemory {
    private let perPair: Int
    private let perSourceToken: Int
    private let perTargetToken: Int
    /// Scores of a target token, a part of what it takes.
    private let scoresPerTargetToken: Int
    /// Of each source token and each target token that looks at it.
    private let perLook: Int

    /// Bytes of a pair; the end token is not in its length, and a second source is in the source's.
    package func bytes(_ lengths: (source: Int, target: Int)) -> Int {
        let target = lengths.target + 1
        let floats =
            perPair + lengths.source * perSourceToken + target * perTargetToken + lengths.source * target * perLook
        return floats * MemoryLayout<Float>.stride
    }

    /// Bytes of a pair that is only judged: all of its scores, and about two thirds of the rest, as there are no
    /// gradients.
    package func bytesWithoutGradients(_ lengths: (source: Int, target: Int)) -> Int {
        let scores = (lengths.target + 1) * scoresPerTargetToken * MemoryLayout<Float>.stride
        return scores + (bytes(lengths) - scores) * 2 / 3
    }

    /// Bytes of all pairs of a batch.
    package func bytes(_ batch: Batch) -> Int {
        let seconds = batch.secondSources.lengths
        return (0..<batch.pairCount).reduce(0) {
            $0 + bytes((batch.source.lengths[$1] + seconds[$1], batch.targetInput.lengths[$1] - 1))
        }
    }

    /// What a model of these sizes takes.
    ///
    /// - Parameters:
    ///   - isDropped: whether there is dropout.
    ///   - isVariational: whether it drops the same elements at every step, also within the layers.
    ///   - softmaxSamples: of how many tokens the gradient of the output layer is made; nil for all.
    package init(
        _ model: EncoderDecoder.Configuration, isDropped: Bool = false, isVariational: Bool = false,
        softmaxSamples: Int? = nil
    ) {
        let (embedding, hidden) = (model.embedding, model.hidden)
        // A GRU's state has no cell.
        let hasCell = model.cell == .lstm
        let state = (hasCell ? 2 : 1) * Self.variable(hidden)
        // States and the gradient of the cells; the encoder's are also put in the decoder's order.
        // Tags are few: their vectors, keys and sum, as if there were eight.
        let tags = model.readsTags ? 8 * 2 * Self.linear(hidden, hidden) + Self.variable(hidden) : 0
        // Of a second encoder its states, of which the highest is put in the order of the pairs.
        let second =
            model.readsSecondSource
            ? model.encoderDepth * (state + Self.row(hidden)) + Self.variable(hidden) : 0
        let bridge = model.bridge == .dense ? 2 * state + (hasCell ? 2 : 1) * Self.panel(hidden) : 0
        let decoderStates = model.decoderDepth * (state + Self.row(hidden))
        perPair =
            (model.readsSource ? model.encoderDepth * (state + Self.row(hidden)) : 0) + model.decoderDepth
            * (state + bridge)
            + (model.inputFeeding ? 0 : decoderStates) + tags + second

        // Between layers what dropout leaves, and the sum with what is passed on; within them the masked states.
        let between = Self.variable(hidden) * ((isDropped ? 1 : 0) + (model.residual ? 1 : 0))
        let masked = isDropped && isVariational ? Self.row(hidden) : 0
        func stack(input: Int, depth: Int, directions: Int) -> Int {
            (0..<depth).reduce(Self.variable(input) * (isDropped ? 2 : 1)) { sum, layer in
                sum + (layer > 0 ? between : 0) + masked
                    + Self.layer(
                        input: layer == 0 ? input : hidden, hidden: hidden, directions: directions, hasCell: hasCell)
            }
        }
        var source =
            model.readsSource
            ? stack(
                input: model.readsVectors ? model.sourceFeatures : embedding, depth: model.encoderDepth,
                directions: model.bidirectional ? 2 : 1) : 0
        var target = stack(
            input: model.readSize + (model.inputFeeding ? hidden : 0), depth: model.decoderDepth, directions: 1)
        // Summaries of what is beside the source, and what is read with them.
        let further = model.furtherSourceCount
        if further > 0 { target += further * Self.variable(hidden) + Self.variable(model.readSize) }
        switch model.attention {
        case .none, .dot: break
        case .general: source += Self.linear(hidden, hidden)
        case .additive:
            source += Self.linear(hidden, hidden)
            target += Self.linear(hidden, hidden) + Self.row(hidden)
        }
        if model.attention != .none {
            // Queries, contexts, their concatenation with the state, and its combination.
            target +=
                2 * Self.variable(hidden) + Self.variable(model.joinedSize) + Self.linear(model.joinedSize, hidden)
            target += further * 2 * Self.linear(hidden, hidden)
        }
        // With input feeding every step has states and an input of its own.
        if model.inputFeeding { target += decoderStates + Self.variable(model.readSize + hidden) }
        if isDropped { target += Self.variable(hidden) }
        // What the gate reads, and its logit.
        let gate = model.joinedSize + model.readSize
        if model.copy { target += Self.linear(gate, 1) + Self.variable(gate) }
        // The keys of a step as they are read, with their gradient, once for all steps.
        if model.coverage {
            source += 2 * Self.row(hidden)
            target += Self.row(hidden)
        }
        perSourceToken = source
        scoresPerTargetToken = Self.row(model.targetVocabularySize)
        let loss = Self.loss(of: model.targetVocabularySize, depth: hidden, samples: softmaxSamples, copies: model.copy)
        perTargetToken = target + loss + Self.panel(hidden)
        // Weights and their gradient by what is attended to; that by other ways; the sums of those before.
        perLook =
            model.attention == .none ? 0 : 2 + (model.copy || model.coverage ? 1 : 0) + (model.coverage ? 2 : 0)
    }

    /// The scores of a target token, and their gradients where the scores were. With samples the halves of their floats
    /// and what blocks of them have in common, but where a model copies all scores; those that were drawn are put
    /// together.
    private static func loss(of vocabulary: Int, depth: Int, samples: Int?, copies: Bool) -> Int {
        guard let samples, samples < vocabulary else { return row(vocabulary) }
        let scores = copies ? row(vocabulary) : SampledSoftmax.floatsPerRow(vocabulary: vocabulary, depth: depth)
        return scores + row(samples)
    }

    /// A row with its gradient.
    private static func variable(_ columns: Int) -> Int { 2 * row(columns) }

    /// A row as the arena lays it out.
    private static func row(_ columns: Int) -> Int { Arena.stride(ofRowsWith: columns) }

    /// A row in panels.
    private static func panel(_ columns: Int) -> Int { PanelLayout.panelCount(columns) * Kernels.panelColumns }

    /// The result of a linear layer, and its input in panels.
    private static func linear(_ input: Int, _ output: Int) -> Int { variable(output) + panel(input) }

    /// Outputs, and of each direction gates, cells, and input and outputs in panels.
    private static func layer(input: Int, hidden: Int, directions: Int, hasCell: Bool) -> Int {
        let size = hidden / directions
        return variable(hidden)
            + directions * (row(4 * size) + (hasCell ? row(size) : 0) + panel(input) + panel(size))
    }
}
