import Seq2SeqTensors

/// The mean of each feature in windows of steps: of `[batch, time, features]` it makes `[batch, windows, features]`.
///
/// A window reaches over a row's own steps, so a masked step is not there, and padding never counts.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     AveragePooling1D(3, strides: 1, padding: .causal)
///     LSTM(8)
///     Dense(1)
/// }
/// ```
public struct AveragePooling1D: Sendable, Hashable, Codable {
    /// Steps of a window.
    public var poolSize: Int
    /// Steps between the starts of two windows.
    public var strides: Int
    /// Where windows stand at the ends of a row; what hangs over is not there.
    public var padding: StepPadding

    /// A layer with windows of this size, which follow each other unless strides are given.
    public init(_ poolSize: Int = 2, strides: Int? = nil, padding: StepPadding = .valid) {
        self.poolSize = poolSize
        self.strides = strides ?? poolSize
        self.padding = padding
    }
}

extension AveragePooling1D: Pooling1D {
    package static var kind: String { "average_pooling1d" }
    package static var pooling: Tape.Pooling { .average }
}
