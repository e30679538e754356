import Randomness
import Tensors

/// A layer with gates but without a memory beside its state (Cho et al. 2014), the reset gate after the recurrent
/// product, as Keras's `reset_after=True`, PyTorch and cuDNN have it.
///
/// It gives the state after each row's last step, `[batch, units]`, or with `returnSequences` that after every step,
/// `[batch, time, units]`. A masked step carries the state on.
public struct GRU: RecurrentLayer {
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

extension GRU: RecurrentSpecification {
    package static var kind: String { "gru" }

    package func weights(
        _ name: String, suffix: String, inputSize: Int, in parameters: inout ParameterStore,
        using random: inout RandomSource
    ) -> GRUWeights {
        GRUWeights(name, suffix: suffix, inputSize: inputSize, hiddenSize: units, in: &parameters, using: &random)
    }
}
