/// What values a setting can have: how the command line and a model file write them, and which are in range.
package struct SettingKind<Value: Sendable>: Sendable {
    /// What stands for a value in the help: `N`, `FILE`, `sgd|adam|adamw`; nil for a flag, which is given or not.
    let placeholder: String?

    /// The values in words, for a message that one is not among them.
    let expected: ValueProblem

    /// The value that a word of the command line stands for, in range or not; nil if it stands for none.
    let parse: @Sendable (String) -> Value?

    /// A value as the command line would give it.
    let write: @Sendable (Value) -> String

    /// Whether a value is in range.
    let contains: @Sendable (Value) -> Bool

    /// A value as a model file holds it.
    let store: @Sendable (Value) -> StoredValue

    /// What a model file holds; nil if it is of another type.
    let restore: @Sendable (StoredValue) -> Value?

    /// What a shell can offer for a value.
    var hints = ValueHints.none

    /// The kind with a value more that programs may use although it has no meaning on the command line.
    package func orInPrograms(_ value: Value) -> Self where Value: Equatable {
        Self(
            placeholder: placeholder, expected: expected,
            parse: { [parse] in parse($0).flatMap { $0 == value ? nil : $0 } }, write: write,
            contains: { [contains] in $0 == value || contains($0) }, store: store, restore: restore, hints: hints)
    }
}

/// What a shell can offer for a value.
package enum ValueHints: Hashable, Sendable {
    /// Nothing: it is a number, or a text of the user's own.
    case none
    /// The names of files.
    case files
    /// One of some words, or of their beginnings: of what ends with a colon the user says the rest.
    case words([String])
    /// Some of these words with commas between them.
    case list([String])
}

/// What is wrong with a value.
package enum ValueProblem: Error, Hashable, Sendable {
    /// It should be something else, which is named.
    case expected(String)

    /// It is none of the choices.
    case noSuchChoice(among: [String])

    /// A sentence's end: "must be a number between 0 and 1".
    package var demand: String {
        switch self {
        case .expected(let expected): "must be \(expected)"
        case .noSuchChoice(let choices): "must be one of \(choices.joined(separator: ", "))"
        }
    }
}

extension SettingKind where Value: FixedWidthInteger {
    /// An integer within a range.
    package static func integer(_ placeholder: String = "N", in range: ClosedRange<Value>) -> Self {
        Self(
            placeholder: placeholder,
            expected: .expected(
                range.upperBound == .max
                    ? "an integer of at least \(range.lowerBound)"
                    : "an integer from \(range.lowerBound) to \(range.upperBound)"),
            parse: { Value($0) }, write: { String($0) }, contains: { range.contains($0) }, store: { StoredValue($0) },
            restore: { $0.integer(Value.self) })
    }

    /// An integer that is not below a bound.
    package static func integer(_ placeholder: String = "N", atLeast bound: Value) -> Self {
        .integer(placeholder, in: bound...(.max))
    }
}

/// The reals that a setting takes.
package enum RealRange: Sendable {
    case above(Double)
    case atLeast(Double)
    /// Neither of the bounds is taken.
    case between(Double, Double)
    /// The lower bound is not taken.
    case aboveUpTo(Double, Double)
    /// The upper bound is not taken.
    case from(Double, below: Double)
    /// Both bounds are taken.
    case within(ClosedRange<Double>)

    func contains(_ value: Double) -> Bool {
        switch self {
        case .above(let bound): value > bound && value.isFinite
        case .atLeast(let bound): value >= bound && value.isFinite
        case .between(let low, let high): low < value && value < high
        // What rounds to the bound in single precision is the bound.
        case .from(let low, let high): low <= value && Float(value) < Float(high)
        case .aboveUpTo(let low, let high): low < value && value <= high
        case .within(let range): range.contains(value)
        }
    }
}

extension RealRange: CustomStringConvertible {
    package var description: String {
        func text(_ bound: Double) -> String { SettingKind<Double>.text(bound) }
        return switch self {
        case .above(let bound): "a finite number above \(text(bound))"
        case .atLeast(let bound): "a finite number of at least \(text(bound))"
        case .between(let low, let high): "a number between \(text(low)) and \(text(high))"
        case .aboveUpTo(let low, let high): "a number above \(text(low)) and at most \(text(high))"
        case .from(let low, let high): "a number from \(text(low)) up to but not \(text(high))"
        case .within(let range): "a number from \(text(range.lowerBound)) to \(text(range.upperBound))"
        }
    }
}

extension SettingKind where Value == Double {
    /// A real number within a range.
    package static func real(_ range: RealRange, _ placeholder: String = "X") -> Self {
        Self(
            placeholder: placeholder, expected: .expected("\(range)"), parse: { Double($0) }, write: text,
            contains: { range.contains($0) }, store: { StoredValue($0) }, restore: { $0.double })
    }

    /// A number as the command line gives it: 5, not 5.0.
    @Sendable fileprivate static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}

extension SettingKind where Value == Bool {
    /// Given or not.
    static var flag: Self {
        Self(
            placeholder: nil, expected: .expected("true or false"),
            // Nothing comes after an option that is given without a value.
            parse: { ["": true, "on": true, "off": false][$0] },
            write: { $0 ? "on" : "off" }, contains: { _ in true }, store: { .flag($0) },
            restore: { stored in
                guard case .flag(let value) = stored else { return nil }
                return value
            })
    }
}

extension SettingKind where Value == String {
    /// The path of a file.
    package static func path(_ placeholder: String = "FILE") -> Self {
        .text(
            placeholder, expected: "the path of a file", hints: .files, parse: { $0.isEmpty ? nil : $0 },
            write: { $0 })
    }
}

extension SettingKind {
    /// Values that are written as a text of their own.
    package static func text(
        _ placeholder: String, expected: String, hints: ValueHints = .none,
        parse: @escaping @Sendable (String) -> Value?, write: @escaping @Sendable (Value) -> String,
        contains: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) -> Self {
        Self(
            placeholder: placeholder, expected: .expected(expected), parse: parse, write: write, contains: contains,
            store: { .text(write($0)) },
            restore: { stored in
                guard case .text(let text) = stored else { return nil }
                return parse(text)
            }, hints: hints)
    }
}

extension SettingKind where Value == [String] {
    /// Names with commas between them; none of them is empty.
    package static func names(_ placeholder: String = "NAMES") -> Self {
        .text(
            placeholder, expected: "names with commas between them",
            parse: { text in
                let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                return names.contains("") ? nil : names
            }, write: { $0.joined(separator: ",") })
    }
}

extension SettingKind where Value: CaseIterable & RawRepresentable<String> {
    /// One of the cases, by its raw value.
    package static func choice(_ placeholder: String? = nil) -> Self {
        let choices = Value.allCases.map(\.rawValue)
        return Self(
            placeholder: placeholder ?? choices.joined(separator: "|"), expected: .noSuchChoice(among: choices),
            parse: { Value(rawValue: $0) }, write: { $0.rawValue }, contains: { _ in true },
            store: { .text($0.rawValue) },
            restore: { stored in
                guard case .text(let text) = stored else { return nil }
                return Value(rawValue: text)
            }, hints: .words(choices))
    }
}
