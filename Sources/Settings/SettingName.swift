/// What a setting is called: on the command line, in a model file, and in Swift.
package struct SettingName: Hashable, Sendable {
    /// The name in model files and logs, in snake_case: `learning_rate`.
    package let stored: String

    /// The property of the options' type: `learningRate`.
    package let property: String

    /// - Parameter property: given if it is not the name in camelCase.
    init(_ stored: String, property: String?) {
        precondition(
            stored.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" },
            "A setting's name is in snake_case, but this one is '\(stored)'")
        self.stored = stored
        let words = stored.split(separator: "_")
        let tail = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        self.property = property ?? words.prefix(1).joined() + tail.joined()
    }

    /// The option of the command line: `--learning-rate`.
    package var option: String { Self.option(ofStored: stored) }

    /// The option of the command line that turns a flag off: `--no-bidirectional`.
    package var offOption: String { "--no-" + option.dropFirst(2) }

    /// The option of the command line that a name in a model file belongs to.
    package static func option(ofStored name: String) -> String {
        "--" + String(name.map { $0 == "_" ? "-" : $0 })
    }
}

/// A sentence about settings, without its full stop. Who shows it decides how settings are named in it.
///
/// In `"\(name[\.hidden]) is \(size), but must be even"` the first is a setting's name, the second a value.
package struct SettingMessage: Hashable, Sendable, ExpressibleByStringInterpolation {
    fileprivate enum Part: Hashable, Sendable {
        case text(String)
        /// A setting, with the values it is spoken of.
        case setting(SettingName, value: String?)
    }

    /// For whom a sentence is.
    package enum Audience: Sendable {
        /// Settings are options: `--learning-rate`.
        case commandLine
        /// Settings are properties: `learningRate`.
        case programs
        /// Settings are entries of a model file: `learning_rate`.
        case modelFiles
    }

    private var parts: [Part]

    package init(stringLiteral text: String) { parts = [.text(text)] }

    package init(stringInterpolation interpolation: Interpolation) { parts = interpolation.parts }

    /// The sentence.
    package func text(for audience: Audience) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let words): text += words
            case .setting(let name, let value):
                let value = value.map { " " + $0 } ?? ""
                switch audience {
                case .commandLine: text += (text.isEmpty ? "Option " : "") + "'\(name.option)\(value)'"
                case .programs: text += name.property + value
                case .modelFiles: text += name.stored + value
                }
            }
        }
        return text
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {}

        package mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }

        /// A setting, and the values it is spoken of: `dot|general`.
        package mutating func appendInterpolation(_ name: SettingName, _ value: String? = nil) {
            parts.append(.setting(name, value: value))
        }

        /// A setting, and the choices it is spoken of.
        package mutating func appendInterpolation(_ name: SettingName, _ choices: [some RawRepresentable<String>]) {
            appendInterpolation(name, choices.map(\.rawValue).joined(separator: "|"))
        }

        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            parts.append(.text("\(value)"))
        }

        /// A choice, as the command line and files write it.
        package mutating func appendInterpolation(_ value: some RawRepresentable<String>) {
            parts.append(.text(value.rawValue))
        }
    }
}
