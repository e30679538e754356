/// The shape of what goes into a layer or comes out of it; the batch is never part of it.
public enum LayerShape: Sendable, Hashable, Codable {
    /// A vector for each example. `[batch, features]`
    case vectors(_ features: Int)
    /// A sequence of vectors for each example, of any length unless one is given. `[batch, time, features]`
    case sequences(_ features: Int, time: Int? = nil)
    /// A sequence of ids for each example. `[batch, time]`
    case tokens(time: Int? = nil)
}

extension LayerShape: CustomStringConvertible {
    /// The shape as Keras and PyTorch write it.
    public var description: String {
        switch self {
        case .vectors(let features): "[batch, \(features)]"
        case .sequences(let features, let time): "[batch, \(time.map(String.init) ?? "time"), \(features)]"
        case .tokens(let time): "[batch, \(time.map(String.init) ?? "time")] of ids"
        }
    }
}
