/// Options that all have a default: the initial value of their property, which is said nowhere else.
///
/// Those that differ are changed in a closure:
///
/// ```swift
/// let options = TrainingOptions { $0.learningRate = 0.002 }
/// ```
public protocol Adjustable: Sendable {
    /// The defaults.
    init()
}

extension Adjustable {
    /// The defaults, of which some are changed.
    public init(_ change: (inout Self) throws -> Void) rethrows {
        self.init()
        try change(&self)
    }
}

/// One option: what it is called, means and can be, and where its value stands. The command line, model files, the
/// comparison on resuming, the checks of a program's values and the documentation are all read from this.
package struct Setting<Owner: Adjustable>: Sendable {
    package let name: SettingName

    /// What stands for the value in the help; nil for a flag.
    package let placeholder: String?

    /// What a shell can offer for its value.
    package let hints: ValueHints

    /// What it means, as a sentence for users of the command line.
    package let help: String

    /// Whether it can be given more than once.
    package let repeats: Bool

    /// When a model file holds it.
    let storage: Storage

    /// Whether a training that is gone on with must keep it.
    let resumption: Resumption

    /// The property; nil in the table of a type that holds the owner.
    let path: (PartialKeyPath<Owner> & Sendable)?

    /// Takes the value that a word of the command line stands for; a flag's word is empty.
    package let read: @Sendable (String, inout Owner) -> ValueProblem?

    /// The value as the command line would give it; nil if there is none.
    package let text: @Sendable (Owner) -> String?

    /// What is wrong with the value that a program gave.
    let problem: @Sendable (Owner) -> ValueProblem?

    /// The value for a model file; nil if there is none.
    package let stored: @Sendable (Owner) -> StoredValue?

    /// Takes the value of a model file.
    let restore: @Sendable (StoredValue, inout Owner) -> ValueProblem?

    /// Takes that a model file has no value although it would hold any but nil; nil if it holds nil too.
    let clear: (@Sendable (inout Owner) -> Void)?

    /// Whether a model file can hold it.
    package var isStorable: Bool {
        if case .never = storage { return false }
        return true
    }

    /// When a model file holds a setting.
    package enum Storage: Sendable {
        /// Always, and a file without it is damaged.
        case required
        /// Always; a file without it has the default, as those of before there was the setting.
        case always
        /// When the value is not the default.
        case unlessDefault
        /// When it counts for anything.
        case when(@Sendable (Owner) -> Bool)
        /// It changes no model.
        case never
    }

    /// What becomes of a setting that a model file holds when a training is gone on with.
    package enum Resumption: Sendable {
        /// It stays as it was.
        case kept
        /// It stays as it was if something else is so; otherwise it may change.
        case keptIf(@Sendable (Owner) -> Bool)
    }
}

extension Setting {
    /// A setting with a value.
    ///
    /// - Parameters:
    ///   - name: in snake_case.
    ///   - property: its name, if it is not `name` in camelCase.
    ///   - none: the value that stands for none, which programs may use but the command line does not take.
    ///   - stored: when a model file holds it.
    ///   - resumed: whether a training that is gone on with must have the same value.
    ///   - help: what it means, as a sentence for users of the command line.
    package init<Value: Equatable>(
        _ name: String, _ path: WritableKeyPath<Owner, Value> & Sendable, property: String? = nil,
        _ kind: SettingKind<Value>, none: Value? = nil, stored: Storage = .unlessDefault,
        resumed: Resumption = .kept, _ help: String
    ) {
        let kind = none.map(kind.orInPrograms) ?? kind
        self.init(
            SettingName(name, property: property), path, kind, help, storage: stored, resumption: resumed,
            parsed: { kind.parse($0) }, restored: { kind.restore($0) }, value: { $0 == none ? nil : $0 },
            every: { [$0] }, clear: nil)
    }

    /// A setting that need not have a value.
    ///
    /// - Parameter none: the value that stands for none on the command line and in a model file.
    package init<Value: Equatable>(
        _ name: String, _ path: WritableKeyPath<Owner, Value?> & Sendable, property: String? = nil,
        _ kind: SettingKind<Value>, none: Value? = nil, stored: Storage = .unlessDefault,
        resumed: Resumption = .kept, _ help: String
    ) {
        @Sendable func optional(_ value: Value) -> Value? { value == none ? nil : value }
        @Sendable func clear(_ owner: inout Owner) { owner[keyPath: path] = nil }
        self.init(
            SettingName(name, property: property), path, kind, help, storage: stored, resumption: resumed,
            parsed: { kind.parse($0).map(optional) }, restored: { kind.restore($0).map(optional) },
            value: { $0 ?? none }, every: { $0.map { [$0] } ?? [] },
            clear: none == nil ? clear : nil)
    }

    /// A setting that is on or off, and off by default.
    package init(
        _ name: String, _ path: WritableKeyPath<Owner, Bool> & Sendable, property: String? = nil,
        stored: Storage = .unlessDefault, resumed: Resumption = .kept, _ help: String
    ) {
        self.init(
            name, path, property: property, .flag, stored: stored, resumed: resumed, help)
    }

    /// A setting that can be given several times; its values keep their order. No model file holds it.
    package init<Value>(
        _ name: String, repeated path: WritableKeyPath<Owner, [Value]> & Sendable, property: String? = nil,
        _ kind: SettingKind<Value>, _ help: String
    ) {
        self.init(
            name: SettingName(name, property: property), placeholder: kind.placeholder, hints: kind.hints,
            help: help, repeats: true, storage: .never, resumption: .kept, path: path,
            read: { word, owner in
                guard let value = kind.parse(word), kind.contains(value) else { return kind.expected }
                owner[keyPath: path].append(value)
                return nil
            },
            text: { owner in
                let values = owner[keyPath: path]
                return values.isEmpty ? nil : values.map(kind.write).joined(separator: " ")
            },
            problem: { $0[keyPath: path].allSatisfy(kind.contains) ? nil : kind.expected }, stored: { _ in nil },
            restore: { _, _ in nil }, clear: nil)
    }

    /// - Parameters:
    ///   - parsed: the property's value for a word of the command line.
    ///   - restored: the property's value for that of a model file.
    ///   - value: what a value of the property is shown and stored as; nil for nothing.
    ///   - every: what must be in range.
    private init<Value, Stored>(
        _ name: SettingName, _ path: WritableKeyPath<Owner, Stored> & Sendable, _ kind: SettingKind<Value>,
        _ help: String, storage: Storage, resumption: Resumption,
        parsed: @escaping @Sendable (String) -> Stored?, restored: @escaping @Sendable (StoredValue) -> Stored?,
        value: @escaping @Sendable (Stored) -> Value?, every: @escaping @Sendable (Stored) -> [Value],
        clear: (@Sendable (inout Owner) -> Void)?
    ) {
        /// Puts a value where it belongs if it is one in range.
        @Sendable func take(_ new: Stored?, _ owner: inout Owner) -> ValueProblem? {
            guard let new, every(new).allSatisfy(kind.contains) else { return kind.expected }
            owner[keyPath: path] = new
            return nil
        }
        self.init(
            name: name, placeholder: kind.placeholder, hints: kind.hints, help: help, repeats: false, storage: storage,
            resumption: resumption, path: path, read: { take(parsed($0), &$1) },
            text: { value($0[keyPath: path]).map(kind.write) },
            problem: { every($0[keyPath: path]).allSatisfy(kind.contains) ? nil : kind.expected },
            stored: { value($0[keyPath: path]).map(kind.store) }, restore: { take(restored($0), &$1) },
            clear: clear)
    }

    /// The setting of a type that holds the owner.
    func lifted<Root: Adjustable>(to root: WritableKeyPath<Root, Owner> & Sendable) -> Setting<Root> {
        let storage: Setting<Root>.Storage =
            switch self.storage {
            case .required: .required
            case .always: .always
            case .unlessDefault: .unlessDefault
            case .when(let counts): .when { counts($0[keyPath: root]) }
            case .never: .never
            }
        let resumption: Setting<Root>.Resumption =
            switch self.resumption {
            case .kept: .kept
            case .keptIf(let counts): .keptIf { counts($0[keyPath: root]) }
            }
        func lifted(_ clear: @escaping @Sendable (inout Owner) -> Void) -> @Sendable (inout Root) -> Void {
            { clear(&$0[keyPath: root]) }
        }
        return Setting<Root>(
            name: name, placeholder: placeholder, hints: hints, help: help, repeats: repeats, storage: storage,
            resumption: resumption, path: nil, read: { read($0, &$1[keyPath: root]) },
            text: { text($0[keyPath: root]) }, problem: { problem($0[keyPath: root]) },
            stored: { stored($0[keyPath: root]) }, restore: { restore($0, &$1[keyPath: root]) },
            clear: clear.map(lifted))
    }
}
