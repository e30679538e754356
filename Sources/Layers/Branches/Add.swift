/// Joins the branches of a ``BranchedModel`` by adding them up, feature by feature: Keras's `Add`.
///
/// ```swift
/// let join = Add { LayerNormalization() }
/// ```
public struct Add: Sendable, Hashable {
    /// The layers that read the sum.
    public var layers: [Layer]

    /// A join, and the layers after it.
    public init(@LayerBuilder _ layers: () -> [Layer] = { [] }) { self.layers = layers() }
}
