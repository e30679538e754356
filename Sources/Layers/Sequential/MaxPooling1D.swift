import Seq2SeqTensors

/// The largest of each feature in windows of steps: of `[batch, time, features]` it makes `[batch, windows, features]`.
///
/// A window reaches over a row's own steps, so a masked step is not there, and padding never counts. Of equal ones the
/// first gets the gradient.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     Conv1D(8, kernelSize: 3, padding: .same, activation: .relu)
///     MaxPooling1D(2)
///     LSTM(8)
///     Dense(1)
/// }
/// ```
public struct MaxPooling1D: Sendable, Hashable, Codable {
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

extension MaxPooling1D: Pooling1D {
    package static var kind: String { "max_pooling1d" }
    package static var pooling: Tape.Pooling { .maximum }
}
