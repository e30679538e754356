import Foundation

/// JSON whose keys keep their order.
enum JSONText: CustomStringConvertible {
    case null
    case flag(Bool)
    case integer(Int)
    /// With as many digits as tell it from other numbers; null if it is none.
    case real(Double)
    case number(Double, decimals: Int)
    case text(String)
    case list([JSONText])
    case object([(String, JSONText)])

    var description: String {
        switch self {
        case .null: "null"
        case .flag(let value): "\(value)"
        case .integer(let value): "\(value)"
        case .real(let value): value.isFinite ? "\(value)" : "null"
        case .number(let value, let decimals):
            value.isFinite ? "\(Double(String(format: "%.\(decimals)f", value)) ?? value)" : "null"
        case .text(let text): Self.quoted(text)
        case .list(let values): "[" + values.map(\.description).joined(separator: ",") + "]"
        case .object(let entries):
            "{" + entries.map { Self.quoted($0) + ":\($1)" }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\0"..."\u{1F}": result += String(format: "\\u%04x", scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
