/// A command that has ended.
package struct Run {
    package let exitCode: Int32
    package let outputBytes: [UInt8]
    /// What it wrote to standard error.
    package let messages: String

    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
    package var lines: [String] {
        output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
}
