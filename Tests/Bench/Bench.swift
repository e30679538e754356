import Foundation

/// A directory of its own in which a test runs the built commands, removed when the test lets go of it.
///
/// The commands run inside the directory, so that files and messages name no more than the file.
package final class Bench: Sendable {
    package let directory: URL

    package init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: directory)
        } catch {
            print("\(directory.path) could not be removed: \(error)")
        }
    }

    /// The path that a file of this name has or would have.
    package func path(of name: String) -> String { directory.appendingPathComponent(name).path }

    package func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: directory.appendingPathComponent(name))
    }

    package func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    package func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }

    package func text(of name: String) throws -> String { String(decoding: try bytes(of: name), as: UTF8.self) }

    /// The names of all that is in the directory, sorted.
    package func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
    }

    /// Runs one of the commands to its end.
    package func run(_ command: String, _ words: [String], input: [UInt8] = []) throws -> Run {
        try start(try Self.executable(command), words, input: input).end()
    }

    /// Runs a line of the shell to its end; a command is called by its name.
    package func runShell(_ line: String) throws -> Run {
        let commands = try Self.executable("seq2seq-train").deletingLastPathComponent().path
        let words = ["-c", "PATH=\"$0:$PATH\"; " + line, commands]
        return try start(URL(fileURLWithPath: "/bin/sh"), words, input: []).end()
    }

    /// Starts one of the commands.
    package func start(_ command: String, _ words: [String]) throws -> StartedRun {
        try start(try Self.executable(command), words, input: [])
    }

    /// Files stand for standard input and outputs: no pipe can fill up or break.
    private func start(_ executable: URL, _ words: [String], input: [UInt8]) throws -> StartedRun {
        // A shell that put the tests into the background had them ignore it, which commands would inherit.
        signal(SIGINT, SIG_DFL)
        let streams = try Streams(input: input)
        let process = Process()
        process.executableURL = executable
        process.arguments = words
        process.currentDirectoryURL = directory
        process.standardInput = streams.input
        process.standardOutput = streams.output
        process.standardError = streams.messages
        try process.run()
        return StartedRun(process: process, streams: streams)
    }

    /// Where the build has put a command: beside the test bundle, which is this process or one of its arguments.
    package static func executable(_ command: String) throws -> URL {
        let places = [Bundle.main.executablePath].compactMap { $0 } + CommandLine.arguments
        for place in places {
            var directory = URL(fileURLWithPath: place).resolvingSymlinksInPath().deletingLastPathComponent()
            // On macOS the bundle is a directory with two more inside.
            for _ in 0..<4 {
                let executable = directory.appendingPathComponent(command)
                if FileManager.default.isExecutableFile(atPath: executable.path) { return executable }
                directory.deleteLastPathComponent()
            }
        }
        throw NotBuilt(command: command)
    }

    private struct NotBuilt: Error {
        let command: String
    }
}
