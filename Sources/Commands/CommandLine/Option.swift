/// An option of a command: how it is written, what it means and which setting it gives.
package struct Option<Arguments: Sendable>: Sendable {
    /// The name with its two dashes.
    let name: String

    /// What stands for the value in the help; nil for a flag.
    let placeholder: String?

    /// What the option means, as a sentence.
    let help: String

    /// Whether it can be given more than once.
    let repeats: Bool

    /// The setting that it gives.
    let setting: PartialKeyPath<Arguments> & Sendable

    /// Stores the value that a word stands for; a flag takes none.
    let store: @Sendable (String, inout Arguments) -> ValueProblem?

    /// The value as text, nil if there is none, and where it came from.
    let report: @Sendable (Arguments) -> Report

    /// A setting as text.
    package struct Report: Equatable, Sendable {
        /// The option's name, with its two dashes.
        package let name: String

        /// The value as the command line would give it; nil if there is none.
        package let value: String?

        /// Whether the user gave it.
        package let isGiven: Bool
    }
}

extension Option {
    /// An option with a default value.
    package init<Value>(
        _ name: String, _ path: WritableKeyPath<Arguments, Setting<Value>> & Sendable, _ kind: ValueKind<Value>,
        _ help: String
    ) {
        self.init(
            name, path, placeholder: kind.placeholder, help,
            read: { word, _ in kind.read(word) },
            write: { kind.write($0) })
    }

    /// An option without a default value.
    package init<Value>(
        _ name: String, _ path: WritableKeyPath<Arguments, Setting<Value?>> & Sendable, _ kind: ValueKind<Value>,
        _ help: String
    ) {
        self.init(
            name, path, placeholder: kind.placeholder, help,
            read: { word, _ in kind.read(word).map(Optional.some) },
            write: { $0.map(kind.write) })
    }

    /// An option that can be given several times; its values keep their order.
    package init<Value>(
        _ name: String, repeated path: WritableKeyPath<Arguments, Setting<[Value]>> & Sendable,
        _ kind: ValueKind<Value>, _ help: String
    ) {
        self.init(
            name, path, placeholder: kind.placeholder, help, repeats: true,
            read: { word, values in kind.read(word).map { values + [$0] } },
            write: { $0.isEmpty ? nil : $0.map(kind.write).joined(separator: " ") })
    }

    /// An option without a value, which is on when it is given.
    package init(_ name: String, flag path: WritableKeyPath<Arguments, Setting<Bool>> & Sendable, _ help: String) {
        self.init(
            name, path, placeholder: nil, help,
            read: { _, _ in .success(true) },
            write: { $0 ? "on" : "off" })
    }

    private init<Stored>(
        _ name: String, _ path: WritableKeyPath<Arguments, Setting<Stored>> & Sendable, placeholder: String?,
        _ help: String, repeats: Bool = false,
        read: @escaping @Sendable (String, Stored) -> Result<Stored, ValueProblem>,
        write: @escaping @Sendable (Stored) -> String?
    ) {
        precondition(name.hasPrefix("--"), "An option's name starts with two dashes, but is '\(name)'")
        self.init(
            name: name, placeholder: placeholder, help: help, repeats: repeats, setting: path,
            store: { word, arguments in
                switch read(word, arguments[keyPath: path].wrappedValue) {
                case .failure(let problem): return problem
                case .success(let value):
                    arguments[keyPath: path] = Setting(value, from: .commandLine)
                    return nil
                }
            },
            report: { arguments in
                let setting = arguments[keyPath: path]
                return Report(
                    name: name, value: write(setting.wrappedValue), isGiven: setting.origin == .commandLine)
            })
    }
}

/// Options that the help shows together.
package struct OptionGroup<Arguments: Sendable>: Sendable {
    let title: String
    let options: [Option<Arguments>]

    package init(_ title: String, _ options: [Option<Arguments>]) {
        self.title = title
        self.options = options
    }
}

/// What a command works on, given without a name.
package struct Operand<Arguments: Sendable>: Sendable {
    /// What stands for it in the help: `TASK`.
    let placeholder: String

    /// Each value it can take, with its meaning; empty if the help has no list to show.
    let values: [(name: String, help: String)]

    /// Stores the value that a word stands for.
    let store: @Sendable (String, inout Arguments) -> ValueProblem?

    /// An operand whose kind and values are given; the command checks whether it may be missing.
    package init<Value>(
        _ path: WritableKeyPath<Arguments, Setting<Value?>> & Sendable, _ kind: ValueKind<Value>,
        values: [(name: String, help: String)] = []
    ) {
        placeholder = kind.placeholder
        self.values = values
        store = { word, arguments in
            switch kind.read(word) {
            case .failure(let problem): return problem
            case .success(let value):
                arguments[keyPath: path] = Setting(value, from: .commandLine)
                return nil
            }
        }
    }
}
