/// What a pass over data came to.
public struct Evaluation: Sendable, Hashable {
    /// The mean loss of a vector, or of a step that is there.
    public var loss: Double
    /// The metrics, in the order in which they were asked for.
    public var metrics: [Double]
}
