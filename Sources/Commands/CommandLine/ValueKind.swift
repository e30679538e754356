/// How the words of a command line become values of a type, and how such a value is written.
package struct ValueKind<Value: Sendable>: Sendable {
    /// What stands for a value in the help: `N`, `FILE`, `sgd|adam|adamw`.
    let placeholder: String

    /// Reads a word.
    let read: @Sendable (String) -> Result<Value, ValueProblem>

    /// Writes a value as the command line would.
    let write: @Sendable (Value) -> String
}

/// What is wrong with a word that should be a value.
package enum ValueProblem: Error, Equatable, Sendable {
    /// It should be something else, which is named.
    case expected(String)

    /// It is none of the choices; the suggestion is the one that is nearest, if any is near.
    case noSuchChoice(among: [String], suggestion: String?)
}

extension ValueKind where Value: FixedWidthInteger {
    /// An integer within a range.
    package static func integer(_ placeholder: String = "N", in range: ClosedRange<Value>) -> Self {
        let expected =
            range.upperBound == .max
            ? "an integer of at least \(range.lowerBound)"
            : "an integer from \(range.lowerBound) to \(range.upperBound)"
        return Self(
            placeholder: placeholder,
            read: { word in
                guard let value = Value(word), range.contains(value) else { return .failure(.expected(expected)) }
                return .success(value)
            },
            write: { String($0) })
    }

    /// An integer that is not below a bound.
    package static func integer(_ placeholder: String = "N", atLeast bound: Value) -> Self {
        .integer(placeholder, in: bound...(.max))
    }
}

/// The reals that an option takes.
package enum RealRange: Sendable {
    case above(Double)
    case atLeast(Double)
    /// Neither of the bounds is taken.
    case between(Double, Double)
    /// The lower bound is not taken.
    case aboveUpTo(Double, Double)
    /// The upper bound is not taken.
    case from(Double, below: Double)

    func contains(_ value: Double) -> Bool {
        switch self {
        case .above(let bound): value > bound && value.isFinite
        case .atLeast(let bound): value >= bound && value.isFinite
        case .between(let low, let high): low < value && value < high
        // What rounds to the bound in single precision is the bound.
        case .from(let low, let high): low <= value && Float(value) < Float(high)
        case .aboveUpTo(let low, let high): low < value && value <= high
        }
    }
}

extension RealRange: CustomStringConvertible {
    package var description: String {
        func text(_ bound: Double) -> String { bound == bound.rounded() ? String(Int(bound)) : String(bound) }
        return switch self {
        case .above(let bound): "a finite number above \(text(bound))"
        case .atLeast(let bound): "a finite number of at least \(text(bound))"
        case .between(let low, let high): "a number between \(text(low)) and \(text(high))"
        case .aboveUpTo(let low, let high): "a number above \(text(low)) and at most \(text(high))"
        case .from(let low, let high): "a number from \(text(low)) up to but not \(text(high))"
        }
    }
}

extension ValueKind where Value == Double {
    /// A real number within a range.
    package static func real(_ range: RealRange, placeholder: String = "X") -> Self {
        Self(
            placeholder: placeholder,
            read: { word in
                guard let value = Double(word), range.contains(value) else {
                    return .failure(.expected("\(range)"))
                }
                return .success(value)
            },
            write: { $0 == $0.rounded() && abs($0) < 1e15 ? String(Int($0)) : String($0) })
    }
}

extension ValueKind where Value == String {
    /// The path of a file.
    package static func path(_ placeholder: String = "FILE") -> Self {
        Self(
            placeholder: placeholder,
            read: { $0.isEmpty ? .failure(.expected("the path of a file")) : .success($0) },
            write: { $0 })
    }
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> {
    /// One of the cases, by its raw value.
    package static func choice(_ placeholder: String? = nil) -> Self {
        let choices = Value.allCases.map(\.rawValue)
        return Self(
            placeholder: placeholder ?? choices.joined(separator: "|"),
            read: { word in
                guard let value = Value(rawValue: word) else {
                    let suggestion = Suggestion.nearest(to: word, among: choices)
                    return .failure(.noSuchChoice(among: choices, suggestion: suggestion))
                }
                return .success(value)
            },
            write: { $0.rawValue })
    }
}
