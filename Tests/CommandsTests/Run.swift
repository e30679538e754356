/// A command that has ended.
struct Run {
    let exitCode: Int32
    let outputBytes: [UInt8]
    /// What it wrote to standard error.
    let messages: String

    var output: String { String(decoding: outputBytes, as: UTF8.self) }
    var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}
