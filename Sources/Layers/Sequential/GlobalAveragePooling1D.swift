import Seq2SeqTensors

/// The mean of each feature over a row's own steps: of `[batch, time, features]` it makes `[batch, features]`.
///
/// A masked step is not there; of a row without a step it makes zeros.
///
/// ```swift
/// let model = try Sequential(input: .tokens()) {
///     Embedding(6, 8, maskZero: true)
///     GlobalAveragePooling1D()
///     Dense(2, activation: .softmax)
/// }
/// ```
public struct GlobalAveragePooling1D: Sendable, Hashable, Codable {
    /// A layer without settings.
    public init() {}
}

extension GlobalAveragePooling1D: GlobalPooling1D {
    package static var kind: String { "global_average_pooling1d" }
    package static var pooling: Tape.Pooling { .average }
}
