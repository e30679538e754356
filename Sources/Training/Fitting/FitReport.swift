/// What one epoch of `fit` came to.
public struct FitReport: Sendable, Hashable {
    /// The epoch, counted from 1 over all calls that share an optimiser.
    public var epoch: Int
    /// The mean loss over the epoch's steps, each before its update.
    public var loss: Double
    /// The metrics over the epoch's steps, in the order in which they were asked for.
    public var metrics: [Double]
    /// The validation data after the epoch.
    public var validation: Evaluation?
    /// Seconds that the epoch took, validation aside.
    public var seconds: Double
    /// Steps of the epoch that changed no weight because the loss or a gradient was not finite.
    public var skippedSteps: Int
    /// Whether training ended with this epoch because too many steps in a row had a loss or a gradient that was not
    /// finite.
    public var hasDiverged: Bool
}

/// What a pass over data came to.
public struct Evaluation: Sendable, Hashable {
    /// The mean loss of a vector, or of a step that is there.
    public var loss: Double
    /// The metrics, in the order in which they were asked for.
    public var metrics: [Double]
}
