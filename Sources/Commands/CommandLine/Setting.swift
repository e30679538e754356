/// The value of an option, which remembers where it came from.
@propertyWrapper
package struct Setting<Value: Sendable>: Sendable {
    /// Where a value came from.
    package enum Origin: Sendable {
        case byDefault
        case commandLine
    }

    package let wrappedValue: Value
    package let origin: Origin

    /// The setting itself, by which the table of options refers to it.
    package var projectedValue: Self {
        get { self }
        set { self = newValue }
    }

    /// The value that holds unless the command line gives another.
    package init(wrappedValue: Value) { self.init(wrappedValue, from: .byDefault) }

    package init(_ value: Value, from origin: Origin) {
        wrappedValue = value
        self.origin = origin
    }
}
