/// A layer of one's own.
///
/// It says once, when the model is built, how its output comes from its input. Each step of that is an operation of
/// ``SymbolicTensor``: it checks shapes there and then, knows its gradient, and works on a row's own steps alone, so
/// masks go through it and padding changes no bit. The stored properties are the layer's settings, which a model file
/// keeps.
///
/// ```swift
/// /// What a gate lets through of something new, and the rest of the old (Srivastava et al. 2015, eq. 3).
/// struct Highway: CustomLayer {
///     static let kind = "highway"
///     var depth = 1
///
///     func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
///         var x = input
///         for level in 0..<depth {
///             let gate = try x.linear(x.features, "gate_\(level)").sigmoid()
///             let new = try x.linear(x.features, "new_\(level)").tanh()
///             x = try gate * new + (1 - gate) * x
///         }
///         return x
///     }
/// }
/// ```
public protocol CustomLayer: Sendable, Hashable, Codable {
    /// The kind's name in model files and in messages, which no other layer has: letters, digits and underscores.
    static var kind: String { get }

    /// How the output comes from the input. It is asked more than once, and must say the same each time.
    ///
    /// - Parameter input: what the layer before gives.
    /// - Throws: `SequentialError`, as operations do, or `input.refused(_:)` with words of one's own.
    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor
}
