/// Where the value of a setting came from.
public enum SettingOrigin: Hashable, Sendable {
    /// It is the property's initial value.
    case standard
    /// The user gave it.
    case given
    /// It follows from something else, which the reason says.
    case chosen(because: String)
}

extension SettingOrigin: CustomStringConvertible {
    /// `default`, `given`, or `chosen` with the reason.
    public var description: String {
        switch self {
        case .standard: "default"
        case .given: "given"
        case .chosen(let reason): "chosen: \(reason)"
        }
    }
}

/// A setting, what it is, and where that came from.
public struct SettingChoice: Hashable, Sendable {
    /// The name in snake_case: `learning_rate`.
    public let name: String
    /// The value as the command line would give it; nil if there is none.
    public let value: String?
    /// Where the value came from.
    public let origin: SettingOrigin

    package init(name: String, value: String?, origin: SettingOrigin) {
        self.name = name
        self.value = value
        self.origin = origin
    }
}

extension SettingChoice: Codable {
    private enum Key: String, CodingKey {
        case name, value, origin, because
    }

    private enum Origin: String, Codable {
        case standard = "default"
        case given, chosen
    }

    /// Reads an object with `name`, `value`, `origin` and, if it was chosen, `because`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decode(String.self, forKey: .name)
        value = try container.decodeIfPresent(String.self, forKey: .value)
        origin =
            switch try container.decode(Origin.self, forKey: .origin) {
            case .standard: .standard
            case .given: .given
            case .chosen: .chosen(because: try container.decode(String.self, forKey: .because))
            }
    }

    /// Writes the object; without `value` if there is none.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(name, forKey: .name)
        try container.encodeIfPresent(value, forKey: .value)
        switch origin {
        case .standard: try container.encode(Origin.standard, forKey: .origin)
        case .given: try container.encode(Origin.given, forKey: .origin)
        case .chosen(let reason):
            try container.encode(Origin.chosen, forKey: .origin)
            try container.encode(reason, forKey: .because)
        }
    }
}

/// Where the values of settings came from.
package struct SettingOrigins: Hashable, Sendable {
    private var origins: [SettingName: SettingOrigin] = [:]

    package init() {}

    package subscript(name: SettingName) -> SettingOrigin {
        get { origins[name] ?? .standard }
        set { origins[name] = newValue }
    }

    /// Whether the user gave the value.
    package func isGiven(_ name: SettingName) -> Bool { self[name] == .given }
}
