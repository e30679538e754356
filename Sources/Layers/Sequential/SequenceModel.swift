import Seq2SeqTensors

/// A model that `fit` can train: inputs to outputs, with the targets at hand where they are fed back in training.
///
/// `Sequential` and `ContinuousEncoderDecoder` are the two there are; a function that takes `some SequenceModel` serves
/// both.
public protocol SequenceModel: Sendable {
    /// Every weight.
    var parameters: ParameterStore { get set }

    /// The outputs for inputs, as `fit` asks for them.
    ///
    /// - Parameter targets: what a model with teacher forcing reads; others leave it alone.
    func outputs(
        for x: Examples, targets: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal
}

extension Sequential: SequenceModel {
    /// The outputs for inputs; a stack does not read the targets.
    public func outputs(
        for x: Examples, targets: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        try self(x, &pass, on: &tape)
    }
}
