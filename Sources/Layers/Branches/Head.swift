/// One output of a ``BranchedModel``, and the layers that make it of what all outputs share.
///
/// ```swift
/// let head = Head { Dense(3, activation: .softmax) }
/// ```
public struct Head: Sendable, Hashable, Codable {
    /// The layers, in the order in which data passes them.
    public var layers: [Layer]

    /// A head of these layers.
    public init(@LayerBuilder _ layers: () -> [Layer]) { self.layers = layers() }
}
