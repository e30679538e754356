import Seq2SeqTensors

/// The largest of each feature over a row's own steps: of `[batch, time, features]` it makes `[batch, features]`.
///
/// A masked step is not there; of a row without a step it makes zeros. Of equal ones the first gets the gradient.
///
/// ```swift
/// let model = try Sequential(input: .tokens()) {
///     Embedding(6, 8, maskZero: true)
///     Conv1D(16, kernelSize: 3, padding: .same, activation: .relu)
///     GlobalMaxPooling1D()
///     Dense(2, activation: .softmax)
/// }
/// ```
public struct GlobalMaxPooling1D: Sendable, Hashable, Codable {
    /// A layer without settings.
    public init() {}
}

extension GlobalMaxPooling1D: GlobalPooling1D {
    package static var kind: String { "global_max_pooling1d" }
    package static var pooling: Tape.Pooling { .maximum }
}
