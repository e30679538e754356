import Seq2SeqTensors

/// The weights of one direction of a recurrent layer of any kind.
package protocol RecurrentWeights: Sendable {
    /// How many vectors a state is: the hidden one, and an LSTM's cell.
    static var stateCount: Int { get }

    /// Declares `name.weight_ih_suffix`, `name.weight_hh_suffix` and the biases, as PyTorch names them.
    ///
    /// They start as `InitialWeights` say.
    init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore)

    /// Reads a packed batch, without work on padding.
    ///
    /// - Parameters:
    ///   - input: `[tokens, input]`, packed.
    ///   - layout: which rows are active at each step.
    ///   - initial: the vectors of the state before the first step, `[batch, hidden]` each, or zeros.
    ///   - isReversed: whether each row is read from its own last step to its first.
    ///   - recurrentDropout: what is dropped of the state where it meets the recurrent weights, one row for each row of
    ///     the batch.
    ///   - outputs: `[tokens, hidden]`, packed: receives the hidden state of every step.
    ///   - final: `[batch, hidden]` each: receives each row's state after the last step it takes.
    func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [Variable]?, isReversed: Bool,
        recurrentDropout: RowDropout?, into outputs: Variable, final: [Variable], on tape: inout Tape)
}

extension LSTMWeights: RecurrentWeights {
    package static var stateCount: Int { 2 }

    /// Biases start as zeros with 1 for the forget gate.
    package init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore
    ) {
        let (input, recurrent) = parameters.declareRecurrent(
            name, suffix: suffix, gates: 4, inputSize: inputSize, hiddenSize: hiddenSize)
        self.init(
            input: input, recurrent: recurrent,
            bias: parameters.declare(
                "\(name).bias_ih_\(suffix)", shape: [4 * hiddenSize], initializer: .forgetBias))
    }

    package func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [Variable]?, isReversed: Bool,
        recurrentDropout: RowDropout?, into outputs: Variable, final: [Variable], on tape: inout Tape
    ) {
        tape.lstm(
            input, layout: layout, weights: self, initial: initial.map(LSTMState.init(vectors:)),
            isReversed: isReversed, recurrentDropout: recurrentDropout, into: outputs,
            final: LSTMState(vectors: final))
    }
}

extension GRUWeights: RecurrentWeights {
    package static var stateCount: Int { 1 }

    /// Both biases start as zeros.
    package init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore
    ) {
        let (input, recurrent) = parameters.declareRecurrent(
            name, suffix: suffix, gates: 3, inputSize: inputSize, hiddenSize: hiddenSize)
        self.init(
            input: input, recurrent: recurrent,
            inputBias: parameters.declare(
                "\(name).bias_ih_\(suffix)", shape: [3 * hiddenSize], initializer: .zeros),
            recurrentBias: parameters.declare(
                "\(name).bias_hh_\(suffix)", shape: [3 * hiddenSize], initializer: .zeros))
    }

    package func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [Variable]?, isReversed: Bool,
        recurrentDropout: RowDropout?, into outputs: Variable, final: [Variable], on tape: inout Tape
    ) {
        tape.gru(
            input, layout: layout, weights: self, initial: initial?[0], isReversed: isReversed,
            recurrentDropout: recurrentDropout, into: outputs, final: final[0])
    }
}

extension SimpleRNNWeights: RecurrentWeights {
    package static var stateCount: Int { 1 }

    /// The bias starts as zeros.
    package init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore
    ) {
        let (input, recurrent) = parameters.declareRecurrent(
            name, suffix: suffix, gates: 1, inputSize: inputSize, hiddenSize: hiddenSize)
        self.init(
            input: input, recurrent: recurrent,
            bias: parameters.declare(
                "\(name).bias_ih_\(suffix)", shape: [hiddenSize], initializer: .zeros))
    }

    package func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [Variable]?, isReversed: Bool,
        recurrentDropout: RowDropout?, into outputs: Variable, final: [Variable], on tape: inout Tape
    ) {
        tape.simpleRNN(
            input, layout: layout, weights: self, initial: initial?[0], isReversed: isReversed,
            recurrentDropout: recurrentDropout, into: outputs, final: final[0])
    }
}

extension ParameterStore {
    /// Declares the weights `[gates * hidden, input]` and `[gates * hidden, hidden]`.
    fileprivate mutating func declareRecurrent(
        _ name: String, suffix: String, gates: Int, inputSize: Int, hiddenSize: Int
    ) -> (input: Parameter, recurrent: Parameter) {
        let input = declare(
            "\(name).weight_ih_\(suffix)", shape: [gates * hiddenSize, inputSize], initializer: .glorot(gates: gates))
        let recurrent = declare(
            "\(name).weight_hh_\(suffix)", shape: [gates * hiddenSize, hiddenSize],
            initializer: .recurrent(gates: gates))
        return (input, recurrent)
    }
}
