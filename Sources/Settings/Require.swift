/// Ends the program with a text if a rule that callers must keep is broken, in debug and in release builds alike.
///
/// `precondition` checks in release builds too, but says nothing there: whoever gives an app a beam of width 0 would
/// see it die of an illegal instruction. So rules that a public entry states are checked here. What only this package
/// can break stays a `precondition`.
///
/// - Parameters:
///   - condition: what must hold.
///   - message: the rule and the value that breaks it, as a sentence without a full stop.
///   - file: the file whose rule it is.
///   - line: its line.
@inlinable
package func require(
    _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !condition { fail(message(), file: file, line: line) }
}

/// Ends the program with a text, in debug and in release builds alike.
///
/// - Parameters:
///   - message: the rule and the value that breaks it, as a sentence without a full stop.
///   - file: the file whose rule it is.
///   - line: its line.
@inline(never) @usableFromInline
package func fail(_ message: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
    // The one trap whose text the runtime shows whatever the optimiser does.
    fatalError(message, file: file, line: line)
}
