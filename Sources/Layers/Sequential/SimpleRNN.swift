import Randomness
import Tensors

/// A layer whose state is `tanh(W x + U h + b)` of the input and the state before it (Elman 1990).
///
/// It gives the state after each row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
public struct SimpleRNN: RecurrentLayer {
    public var units: Int
    public var returnSequences: Bool
    public var goBackwards: Bool
    public var dropout: Double

    /// A layer of so many units.
    public init(_ units: Int, returnSequences: Bool = false, goBackwards: Bool = false, dropout: Double = 0) {
        self.units = units
        self.returnSequences = returnSequences
        self.goBackwards = goBackwards
        self.dropout = dropout
    }
}

extension SimpleRNN: RecurrentSpecification {
    package static var kind: String { "simple_rnn" }

    package func weights(
        _ name: String, suffix: String, inputSize: Int, in parameters: inout ParameterStore,
        using random: inout RandomSource
    ) -> SimpleRNNWeights {
        SimpleRNNWeights(name, suffix: suffix, inputSize: inputSize, hiddenSize: units, in: &parameters, using: &random)
    }
}
