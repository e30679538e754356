import Seq2SeqTensors

/// A model that `fit` can train: inputs to outputs, with the targets at hand where they are fed back in training.
///
/// `Sequential`, `BranchedModel` and `ContinuousEncoderDecoder` are those there are; a function that takes
/// `some SequenceModel` serves all.
///
/// ```swift
/// func error(of model: some SequenceModel, on x: Examples, _ y: Examples) throws -> Double {
///     try model.evaluate(x, y, loss: .meanSquaredError).loss
/// }
/// ```
public protocol SequenceModel: Sendable {
    /// Every weight.
    var parameters: ParameterStore { get set }

    /// How `fit` asks the model for its outputs. Only models of this package can say that.
    var forward: SequenceForward { get }

    /// Takes note that `fit` is about to change the weights.
    mutating func willFit()
}

/// How a model's outputs come about on a tape. The computation itself is the package's own.
public struct SequenceForward: Sendable {
    package typealias Outputs =
        @Sendable (
            _ x: Examples, _ targets: Examples, _ pass: inout SequentialPass, _ tape: inout Tape
        ) throws(SequentialError) -> Signal

    package let outputs: Outputs

    package init(_ outputs: @escaping Outputs) { self.outputs = outputs }
}

extension SequenceModel {
    /// The outputs for inputs.
    ///
    /// - Parameter targets: what a model with teacher forcing reads; others leave it alone.
    package func outputs(
        for x: Examples, targets: Examples, _ pass: inout SequentialPass, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        try forward.outputs(x, targets, &pass, &tape)
    }
}

extension Sequential: SequenceModel {
    /// How `fit` asks a stack for its outputs, which does not read the targets.
    public var forward: SequenceForward {
        SequenceForward { x, _, pass, tape throws(SequentialError) in try self(x, &pass, on: &tape) }
    }

    /// Notes nothing.
    public mutating func willFit() {}
}
