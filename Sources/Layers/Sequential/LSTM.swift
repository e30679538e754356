import Randomness
import Tensors

/// A layer with a memory that it carries from step to step (Hochreiter and Schmidhuber 1997).
///
/// It gives the state after each row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
public struct LSTM: RecurrentLayer {
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

extension LSTM: RecurrentSpecification {
    package static var kind: String { "lstm" }

    package func weights(
        _ name: String, suffix: String, inputSize: Int, in parameters: inout ParameterStore,
        using random: inout RandomSource
    ) -> LSTMWeights {
        LSTMWeights(name, suffix: suffix, inputSize: inputSize, hiddenSize: units, in: &parameters, using: &random)
    }
}
