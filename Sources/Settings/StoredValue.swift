/// A setting's value as a model file holds it.
package enum StoredValue: Hashable, Sendable {
    case flag(Bool)
    case integer(Int)
    /// A natural number that is too large for `integer`.
    case large(UInt64)
    /// A number that is no integer, or too large to be told from its neighbours.
    case real(Double)
    case text(String)

    /// A number; equal ones are one value, so that 5.0 is what it becomes when it was written and read.
    package init(_ value: Double) {
        let isExact = abs(value) < 0x1p53
        self = isExact && value == value.rounded() ? .integer(Int(value)) : .real(value)
    }

    /// An integer of any type.
    package init(_ value: some BinaryInteger) {
        self = Int(exactly: value).map(Self.integer) ?? .large(UInt64(clamping: value))
    }

    /// The number, if it is one.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .large(let value): Double(value)
        case .real(let value): value
        case .flag, .text: nil
        }
    }

    /// The integer, if it is one that the type can hold.
    package func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value? {
        switch self {
        case .integer(let value): Value(exactly: value)
        case .large(let value): Value(exactly: value)
        case .real(let value): Value(exactly: value)
        case .flag, .text: nil
        }
    }
}

extension StoredValue: CustomStringConvertible {
    /// The value as the command line would give it; a flag that is off is one that is not given.
    package var description: String {
        switch self {
        case .flag(let value): value ? "given" : "not given"
        case .integer(let value): "\(value)"
        case .large(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): value
        }
    }
}

extension StoredValue: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        /// The value, if the type can hold it.
        func value<Value: Decodable>(_ type: Value.Type) -> Value? {
            do { return try container.decode(type) } catch { return nil }
        }
        if let flag = value(Bool.self) {
            self = .flag(flag)
        } else if let integer = value(Int.self) {
            self = .integer(integer)
        } else if let large = value(UInt64.self) {
            self = .large(large)
        } else if let real = value(Double.self) {
            self.init(real)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .flag(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .large(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}

/// The settings that a model file holds: a JSON object, of which values that are neither text, number nor flag are
/// left out.
package struct StoredSettings: Hashable, Sendable {
    package private(set) var values: [String: StoredValue]

    package init(_ values: [String: StoredValue] = [:]) { self.values = values }

    package subscript(name: String) -> StoredValue? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// Names in the order of the alphabet.
    package var names: [String] { values.keys.sorted() }

    /// These settings and others, which replace those of the same name.
    package func merging(_ other: StoredSettings) -> StoredSettings {
        StoredSettings(values.merging(other.values) { $1 })
    }

    /// These settings without those of some names.
    package func without(_ names: [String]) -> StoredSettings {
        StoredSettings(values.filter { !names.contains($0.key) })
    }
}

extension StoredSettings: Codable {
    package init(from decoder: any Decoder) throws {
        /// The value of a key, if it is of a kind that settings have.
        struct Entry: Decodable {
            let value: StoredValue?

            init(from decoder: any Decoder) {
                do { value = try StoredValue(from: decoder) } catch { value = nil }
            }
        }
        values = try decoder.singleValueContainer().decode([String: Entry].self).compactMapValues(\.value)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}
