import Tensors

/// A model that `fit` can train: inputs to outputs, with the targets at hand where they are fed back in training.
package protocol SequenceModel: Sendable {
    var parameters: ParameterStore { get set }

    /// The outputs for inputs.
    ///
    /// - Parameter targets: what a model with teacher forcing reads; others leave it alone.
    func outputs(
        for x: Examples, targets: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal
}

extension Sequential: SequenceModel {
    package func outputs(
        for x: Examples, targets: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        try self(x, &pass, on: &tape)
    }
}
