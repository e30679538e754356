/// The shape of what goes into a layer or comes out of it, without the batch.
public enum LayerShape: Sendable, Hashable {
    /// A vector for each example. `[batch, features]`
    case vectors(_ features: Int)
    /// A sequence of vectors for each example, of any length unless one is given. `[batch, time, features]`
    case sequences(_ features: Int, time: Int? = nil)
    /// A sequence of ids for each example. `[batch, time]`
    case tokens(time: Int? = nil)
}

extension LayerShape {
    /// The size of its vectors; of ids none.
    package var features: Int {
        switch self {
        case .vectors(let features), .sequences(let features, _): features
        case .tokens: 0
        }
    }
}

extension LayerShape {
    /// Refuses an input of sizes whose products could overflow.
    func checkSizes() throws(SequentialError) {
        let sizes = Dense.possibleSizes
        switch self {
        case .vectors(let features):
            guard sizes.contains(features) else {
                throw .impossibleSize(layer: "input", of: "features", found: "\(features)")
            }
        case .sequences(let features, let time):
            guard sizes.contains(features), sizes.contains(time ?? 1) else {
                throw .impossibleSize(layer: "input", of: "the shape", found: "\(self)")
            }
        case .tokens(let time):
            guard sizes.contains(time ?? 1) else {
                throw .impossibleSize(layer: "input", of: "the shape", found: "\(self)")
            }
        }
    }
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

extension LayerShape: Codable {
    private enum Kind: String, Codable {
        case vectors, sequences, tokens
    }

    private enum Key: String, CodingKey {
        case kind, features, time
    }

    /// Reads `{"kind": …, "features": …, "time": …}`.
    ///
    /// - Throws: `DecodingError` if a field is missing or has another type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let time = try container.decodeIfPresent(Int.self, forKey: .time)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .vectors: self = .vectors(try container.decode(Int.self, forKey: .features))
        case .sequences: self = .sequences(try container.decode(Int.self, forKey: .features), time: time)
        case .tokens: self = .tokens(time: time)
        }
    }

    /// Writes `{"kind": …, "features": …, "time": …}`.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .vectors(let features):
            try container.encode(Kind.vectors, forKey: .kind)
            try container.encode(features, forKey: .features)
        case .sequences(let features, let time):
            try container.encode(Kind.sequences, forKey: .kind)
            try container.encode(features, forKey: .features)
            try container.encodeIfPresent(time, forKey: .time)
        case .tokens(let time):
            try container.encode(Kind.tokens, forKey: .kind)
            try container.encodeIfPresent(time, forKey: .time)
        }
    }
}
