/// Joins the branches of a ``BranchedModel`` by putting their features side by side: Keras's `Concatenate`.
///
/// ```swift
/// let join = Concatenate { Dense(8, activation: .relu) }
/// ```
public struct Concatenate: Sendable, Hashable {
    /// The layers that read what is joined.
    public var layers: [Layer]

    /// A join, and the layers after it.
    public init(@LayerBuilder _ layers: () -> [Layer] = { [] }) { self.layers = layers() }
}
