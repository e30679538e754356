import Seq2SeqLayers
import Seq2SeqTensors

/// An encoder-decoder between its ends: encoders, the bridge, the decoder and how that looks back. It reads and writes
/// vectors alone; how a side becomes vectors, and vectors a side with its loss, is the models' own.
package struct EncoderDecoderCore: Sendable {
    /// Sizes and options.
    let shape: Shape
    /// Nil for a bare decoder, which reads no source.
    package let encoder: CellStack?
    /// Reads second sources; nil for a model that reads none.
    package let secondEncoder: CellStack?
    package let bridge: Bridge
    package let decoder: CellStack
    package let attention: Attention?
    /// How the decoder attends to tags; nil without attention or tags.
    package let tagAttention: AttentionScoring?
    /// The same of second sources.
    package let secondAttention: AttentionScoring?

    /// What the core is made of.
    struct Shape: Sendable, Hashable {
        /// Size of the vectors that the encoder reads.
        var inputSize: Int
        /// Size of the vectors that the decoder reads, without what input feeding adds.
        var readSize: Int
        var cell = RecurrentCell.lstm
        var hidden: Int
        var encoderDepth: Int
        var decoderDepth: Int
        var hasEncoder = true
        var isResidual: Bool
        var isBidirectional: Bool
        var bridge: Bridge.Kind
        var attention: Attention.Kind
        var inputFeeding: Bool
        var coverage = false
        var readsTags = false
        var readsSecondSource = false

        /// How many kinds of what stands beside sources are read.
        var furtherSourceCount: Int { (readsTags ? 1 : 0) + (readsSecondSource ? 1 : 0) }

        /// For each layer of the decoder, the lowest first, the encoder's layer whose final state it starts from.
        ///
        /// Layers of the same height go together, and the decoder's highest starts from the encoder's highest. So a
        /// deeper encoder seeds with its upper layers: it is they that have read the whole, and without attention a
        /// highest layer that seeded nothing would not be trained. Above a shallower encoder, each further layer of the
        /// decoder starts from the encoder's highest too: none from zeros, and none from a lower layer than the one
        /// below it.
        var seedingLayers: [Int] {
            let skipped = max(0, encoderDepth - decoderDepth)
            return (0..<decoderDepth).map { min(skipped + $0, encoderDepth - 1) }
        }
    }

    /// Declares the weights, in the order of the model file.
    init(_ shape: Shape, in parameters: inout ParameterStore) {
        self.shape = shape
        encoder = shape.hasEncoder ? CellStack("encoder", of: shape, in: &parameters) : nil
        secondEncoder = shape.readsSecondSource ? CellStack("second_encoder", of: shape, in: &parameters) : nil
        bridge = Bridge(
            shape.bridge, hiddenSize: shape.hidden, layerCount: shape.decoderDepth, hasCell: shape.cell == .lstm,
            in: &parameters)
        decoder = CellStack(
            shape.cell, "decoder", inputSize: shape.readSize + (shape.inputFeeding ? shape.hidden : 0),
            hiddenSize: shape.hidden, layerCount: shape.decoderDepth, isResidual: shape.isResidual, in: &parameters)
        attention = Attention(
            "attention", kind: shape.attention, hiddenSize: shape.hidden, contextCount: 1 + shape.furtherSourceCount,
            hasCoverage: shape.coverage, in: &parameters)
        func scoring(_ name: String, _ isThere: Bool) -> AttentionScoring? {
            isThere
                ? AttentionScoring(name, kind: shape.attention, hiddenSize: shape.hidden, in: &parameters) : nil
        }
        tagAttention = scoring("tag_attention", shape.readsTags)
        secondAttention = scoring("second_attention", shape.readsSecondSource)
    }

    /// Every stack of layers.
    var stacks: [CellStack] { [encoder, secondEncoder, decoder].compactMap(\.self) }

    /// Weights that are read element by element, not in products.
    var vectors: [Parameter] {
        (attention?.vectors ?? []) + [tagAttention, secondAttention].compactMap(\.self).flatMap(\.vectors)
    }

    /// What the decoder starts from and looks back at.
    struct Encoded {
        /// For each layer the decoder's first state, `[rows, hidden]`.
        let states: [LSTMState]
        /// What attention reads; nil without attention.
        let memory: Attention.Memory?
    }

    /// The decoder's start of rows that have read nothing: zeros.
    func start(rows: Int, on tape: borrowing Tape) -> Encoded {
        let zeros = tape.zeros(rows: rows, columns: shape.hidden)
        let state = LSTMState(hidden: zeros, cell: zeros)
        return Encoded(states: [LSTMState](repeating: state, count: shape.decoderDepth), memory: nil)
    }

    /// What the decoder starts from and looks back at once an encoder has read.
    ///
    /// - Parameters:
    ///   - outputs: those of its highest layer, `[vectors, hidden]`, packed.
    ///   - final: each layer's last state, packed.
    ///   - packedRows: for each of the decoder's rows that of its source, nil of one that has nothing to read.
    ///   - unread: for each of the encoder's layers the states of those that have nothing to read, and zeros for the
    ///     others, `[rows, hidden]`; empty for zeros.
    func start(
        from outputs: Variable, _ final: [LSTMState], packedRows: [Int?], unread: [LSTMState] = [],
        on tape: inout Tape
    ) -> Encoded {
        var selected: [LSTMState] = []
        for layer in shape.seedingLayers {
            var own = final[layer].mapped(shape.cell, on: &tape) { $1.select(packedRows, of: $0) }
            if !unread.isEmpty {
                own.hidden = tape.sum(own.hidden, unread[layer].hidden)
                own.cell = shape.cell == .lstm ? tape.sum(own.cell, unread[layer].cell) : own.hidden
            }
            selected.append(own)
        }
        let states = bridge(selected, on: &tape)
        return Encoded(states: states, memory: attention?.memory(of: outputs, on: &tape))
    }
}

extension CellStack {
    /// Declares an encoder.
    fileprivate init(_ name: String, of shape: EncoderDecoderCore.Shape, in parameters: inout ParameterStore) {
        self.init(
            shape.cell, name, inputSize: shape.inputSize, hiddenSize: shape.hidden, layerCount: shape.encoderDepth,
            isBidirectional: shape.isBidirectional, isResidual: shape.isResidual, in: &parameters)
    }
}
