import Foundation

/// A command that runs.
package struct StartedRun {
    package let process: Process
    package let streams: Streams

    package func send(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end. A command that was killed has the signal's number as its exit code.
    package func end() throws -> Run {
        process.waitUntilExit()
        return Run(
            exitCode: process.terminationStatus, outputBytes: try streams.outputBytes(),
            messages: String(decoding: try streams.messageBytes(), as: UTF8.self))
    }
}
