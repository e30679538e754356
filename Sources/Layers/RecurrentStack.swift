import Seq2SeqSettings
import Seq2SeqTensors

/// A stack of LSTM layers (Hochreiter and Schmidhuber 1997).
package typealias LSTMStack = RecurrentStack<LSTMWeights>

/// A stack of GRU layers (Cho et al. 2014).
package typealias GRUStack = RecurrentStack<GRUWeights>

/// A stack of recurrent layers of one kind, in one direction or both, with PyTorch's weight names.
package struct RecurrentStack<Weights: RecurrentWeights>: Sendable {
    /// Size of the input's vectors.
    package let inputSize: Int
    /// Size of the output's vectors: with two directions, each has half of it and they are concatenated, forward first.
    package let hiddenSize: Int
    /// Whether each layer also reads every row from its end.
    package let isBidirectional: Bool
    /// Whether each layer's input is added to its output, from the second layer on (Wu et al. 2016, eq. 6).
    package let isResidual: Bool

    private let stack: [RecurrentDirections<Weights>]

    /// For each layer the weights of its directions, forward first.
    package var layers: [[Weights]] { stack.map(\.weights) }

    /// How many layers are stacked.
    package var layerCount: Int { stack.count }

    /// Declares the weights `name.weight_ih_l0`, `name.weight_hh_l0`, `name.bias_ih_l0`, `…_l0_reverse`, `…_l1`, …
    ///
    /// Weights start as `InitialWeights` say, biases as zeros with 1 for the forget gate.
    package init(
        _ name: String, inputSize: Int, hiddenSize: Int, layerCount: Int, isBidirectional: Bool = false,
        isResidual: Bool = false, in parameters: inout ParameterStore
    ) {
        require(layerCount > 0, "A stack needs at least one layer, but was given \(layerCount)")
        require(
            !isBidirectional || hiddenSize % 2 == 0,
            "Two directions share the hidden size, which must be even, but is \(hiddenSize)")
        self.inputSize = inputSize
        self.hiddenSize = hiddenSize
        self.isBidirectional = isBidirectional
        self.isResidual = isResidual
        let directions = isBidirectional ? ["", "_reverse"] : [""]
        var stack: [RecurrentDirections<Weights>] = []
        for layer in 0..<layerCount {
            stack.append(
                RecurrentDirections(
                    name, suffixes: directions.map { "l\(layer)\($0)" },
                    inputSize: layer == 0 ? inputSize : hiddenSize,
                    size: hiddenSize / directions.count, in: &parameters))
        }
        self.stack = stack
    }

    /// Runs the stack over a packed batch.
    ///
    /// - Parameters:
    ///   - input: `[tokens, input]`, packed.
    ///   - layout: which rows are active at each step.
    ///   - initial: for each layer the vectors of the state before the first step, `[batch, hidden]` each; zeros if nil.
    ///   - dropout: what is dropped between the layers and within them.
    /// - Returns: the last layer's outputs, with what it read if it is residual, `[tokens, hidden]`, and the vectors of
    ///   each layer's state after every row's last step (for the backward direction its first), `[batch, hidden]` each.
    package func run(
        _ input: Variable, layout: PackedLayout, initial: [[Variable]]?, dropout: StackDropout? = nil,
        on tape: inout Tape
    ) -> (outputs: Variable, final: [[Variable]]) {
        require(initial == nil || initial?.count == layerCount, "Each layer needs an initial state")
        var outputs = input
        var final: [[Variable]] = []
        for (index, layer) in stack.enumerated() {
            let below = outputs
            if index > 0 { outputs = tape.dropout(outputs, dropout?.between.moved(by: index - 1)) }
            let directions = layer.weights.count
            let (own, state) = layer(
                outputs, layout: layout, initial: initial?[index],
                recurrentDropout: (0..<directions).map {
                    dropout?.recurrent?.moved(by: index * directions + $0)
                },
                on: &tape)
            // The first layer's input may be of another size; the way past a layer drops nothing.
            outputs = isResidual && index > 0 ? tape.sum(own, below) : own
            final.append(state)
        }
        return (outputs, final)
    }
}

extension RecurrentStack<LSTMWeights> {
    /// Runs the stack over a packed batch, as `run` does.
    package func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [LSTMState]?, dropout: StackDropout? = nil,
        on tape: inout Tape
    ) -> (outputs: Variable, final: [LSTMState]) {
        let (outputs, final) = run(
            input, layout: layout, initial: initial?.map(\.vectors), dropout: dropout, on: &tape)
        return (outputs, final.map(LSTMState.init(vectors:)))
    }
}

/// What a stack of recurrent layers drops in one training step.
package struct StackDropout {
    /// For each packed row what is dropped between the layers, one place further for each layer.
    let between: RowDropout
    /// For each row of the batch what is dropped of the hidden states that meet the recurrent weights, one place
    /// further for each layer and direction; nil for nothing.
    let recurrent: RowDropout?

    package init(between: RowDropout, recurrent: RowDropout?) {
        self.between = between
        self.recurrent = recurrent
    }

    /// The dropout of a single step, whose packed rows are those of the range.
    package func step(_ range: Range<Int>) -> StackDropout {
        StackDropout(between: between.rows(range), recurrent: recurrent?.rows(0..<range.count))
    }
}
