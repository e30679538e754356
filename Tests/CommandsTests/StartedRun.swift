import Foundation

/// A command that runs.
struct StartedRun {
    let process: Process
    let streams: Streams

    func send(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end. A command that was killed has the signal's number as its exit code.
    func end() throws -> Run {
        process.waitUntilExit()
        return Run(
            exitCode: process.terminationStatus, outputBytes: try streams.outputBytes(),
            messages: String(decoding: try streams.messageBytes(), as: UTF8.self))
    }
}
