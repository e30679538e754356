/// One input of a ``BranchedModel``, and the layers that read it alone.
///
/// ```swift
/// let branch = Branch(input: .tokens()) {
///     Embedding(5, 4)
///     LSTM(6)
/// }
/// ```
public struct Branch: Sendable, Hashable, Codable {
    /// The shape of the input.
    public var input: LayerShape
    /// The layers, in the order in which data passes them.
    public var layers: [Layer]

    /// A branch of these layers; without any the input is joined as it is.
    public init(input: LayerShape, @LayerBuilder _ layers: () -> [Layer] = { [] }) {
        self.input = input
        self.layers = layers()
    }
}
