import Seq2SeqTensors

/// One or two directions of a recurrent layer over a packed batch: the one pass that every recurrent layer makes, in a
/// stack of LSTMs as in a `Sequential`.
struct RecurrentDirections<Weights: RecurrentWeights>: Sendable {
    /// Of each direction, forward first.
    let weights: [Weights]
    /// Size of one direction's state.
    let size: Int

    /// Size of the state of all directions, side by side.
    var width: Int { weights.count * size }

    /// Declares the weights of each direction.
    ///
    /// - Parameters:
    ///   - suffixes: what the names of each direction's weights end with, forward first.
    ///   - size: of one direction's state.
    init(
        _ name: String, suffixes: [String], inputSize: Int, size: Int,
        in parameters: inout ParameterStore
    ) {
        var weights: [Weights] = []
        for suffix in suffixes {
            weights.append(
                Weights(name, suffix: suffix, inputSize: inputSize, hiddenSize: size, in: &parameters))
        }
        self.weights = weights
        self.size = size
    }

    /// Reads a packed batch, without work on padding.
    ///
    /// - Parameters:
    ///   - input: `[tokens, input]`, packed.
    ///   - layout: which rows are active at each step.
    ///   - initial: the vectors of the state before the first step, `[batch, width]` each; zeros if nil.
    ///   - isBackwards: whether the forward direction reads each row from its end, and the other from its start.
    ///   - recurrentDropout: for each direction what is dropped of the state where it meets the recurrent weights.
    /// - Returns: the hidden state of every step, `[tokens, width]`, packed, and the vectors of each row's state after
    ///   the last step that it takes, `[batch, width]` each.
    func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [Variable]?, isBackwards: Bool = false,
        recurrentDropout: [RowDropout?], on tape: inout Tape
    ) -> (outputs: Variable, final: [Variable]) {
        let outputs = tape.variable(rows: layout.count, columns: width)
        var final: [Variable] = []
        for _ in 0..<Weights.stateCount {
            final.append(tape.variable(rows: layout.batch, columns: width))
        }
        guard layout.count > 0 else { return (outputs, final) }
        for (direction, weights) in weights.enumerated() {
            let columns = direction * size..<(direction + 1) * size
            weights(
                input, layout: layout, initial: initial?.map { $0.columns(columns) },
                isReversed: (direction == 1) != isBackwards, recurrentDropout: recurrentDropout[direction],
                into: outputs.columns(columns), final: final.map { $0.columns(columns) }, on: &tape)
        }
        return (outputs, final)
    }
}
