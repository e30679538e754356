import Randomness
import Tensors

/// The weights of one direction of a recurrent layer of any kind.
package protocol RecurrentWeights: Sendable {
    /// How many vectors a state is: the hidden one, and an LSTM's cell.
    static var stateCount: Int { get }

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

    /// Declares `name.weight_ih_suffix`, `name.weight_hh_suffix` and `name.bias_ih_suffix`, as PyTorch names them.
    ///
    /// Weights start as Glorot and Bengio's for each gate, biases as zeros with 1 for the forget gate.
    init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore,
        using random: inout RandomSource
    ) {
        self.init(
            input: parameters.declare(
                "\(name).weight_ih_\(suffix)", shape: [4 * hiddenSize, inputSize], initializer: .glorot(gates: 4),
                using: &random),
            recurrent: parameters.declare(
                "\(name).weight_hh_\(suffix)", shape: [4 * hiddenSize, hiddenSize], initializer: .recurrent(gates: 4),
                using: &random),
            bias: parameters.declare(
                "\(name).bias_ih_\(suffix)", shape: [4 * hiddenSize], initializer: .forgetBias, using: &random))
    }

    package func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [Variable]?, isReversed: Bool,
        recurrentDropout: RowDropout?, into outputs: Variable, final: [Variable], on tape: inout Tape
    ) {
        tape.lstm(
            input, layout: layout, weights: self, initial: initial.map { LSTMState(hidden: $0[0], cell: $0[1]) },
            isReversed: isReversed, recurrentDropout: recurrentDropout, into: outputs,
            final: LSTMState(hidden: final[0], cell: final[1]))
    }
}

extension GRUWeights: RecurrentWeights {
    package static var stateCount: Int { 1 }

    /// Declares `name.weight_ih_suffix`, `name.weight_hh_suffix`, `name.bias_ih_suffix` and `name.bias_hh_suffix`, as
    /// PyTorch names them.
    ///
    /// Weights start as Glorot and Bengio's for each gate, biases as zeros.
    init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore,
        using random: inout RandomSource
    ) {
        self.init(
            input: parameters.declare(
                "\(name).weight_ih_\(suffix)", shape: [3 * hiddenSize, inputSize], initializer: .glorot(gates: 3),
                using: &random),
            recurrent: parameters.declare(
                "\(name).weight_hh_\(suffix)", shape: [3 * hiddenSize, hiddenSize], initializer: .recurrent(gates: 3),
                using: &random),
            inputBias: parameters.declare(
                "\(name).bias_ih_\(suffix)", shape: [3 * hiddenSize], initializer: .zeros, using: &random),
            recurrentBias: parameters.declare(
                "\(name).bias_hh_\(suffix)", shape: [3 * hiddenSize], initializer: .zeros, using: &random))
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

    /// Declares `name.weight_ih_suffix`, `name.weight_hh_suffix` and `name.bias_ih_suffix`, as PyTorch names them.
    ///
    /// Weights start as Glorot and Bengio's, the bias as zeros.
    init(
        _ name: String, suffix: String, inputSize: Int, hiddenSize: Int, in parameters: inout ParameterStore,
        using random: inout RandomSource
    ) {
        self.init(
            input: parameters.declare(
                "\(name).weight_ih_\(suffix)", shape: [hiddenSize, inputSize], initializer: .glorot(gates: 1),
                using: &random),
            recurrent: parameters.declare(
                "\(name).weight_hh_\(suffix)", shape: [hiddenSize, hiddenSize], initializer: .recurrent(gates: 1),
                using: &random),
            bias: parameters.declare(
                "\(name).bias_ih_\(suffix)", shape: [hiddenSize], initializer: .zeros, using: &random))
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
