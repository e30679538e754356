import Foundation
import Seq2SeqFiles

/// Where a command writes: results to one file descriptor, through a buffer, and all else to another, at once.
package struct Console: Sendable {
    private let results: ByteWriter
    private let messages: ByteWriter
    private var buffer: [UInt8] = []
    /// Whether there have been no results.
    private(set) var isUnused = true

    /// How many bytes are gathered before they are written.
    private static let bufferSize = 1 << 16

    /// Writes results and messages to where they go.
    private init(results: ByteWriter, messages: ByteWriter) {
        self.results = results
        self.messages = messages
    }

    /// Standard output and standard error.
    ///
    /// The process no longer ends when the reader of its output goes away, or when a file may not become larger;
    /// writing throws then.
    package static func standard() -> Console {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        fillClosedDescriptors()
        return Console(
            results: ByteWriter(STDOUT_FILENO, name: "The results"),
            messages: ByteWriter(STDERR_FILENO, name: "Messages"))
    }

    /// Keeps files that are opened later from the numbers of standard streams that the process was started without: what
    /// is meant for those would be written into them. Reading and writing fail as before.
    private static func fillClosedDescriptors() {
        for (descriptor, flags) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", flags)
        }
    }

    /// A console whose results go elsewhere.
    func writing(to results: ByteWriter) -> Console { Console(results: results, messages: messages) }

    /// A line that tells how far the work is, where messages go.
    package func progressLine(isQuiet: Bool) -> ProgressLine {
        let terminal = messages.descriptor
        return ProgressLine(
            style: isQuiet ? .silent : messageStyle, columns: { Terminal.columns(of: terminal) },
            spelling: Terminal.spelling(of: terminal), write: report)
    }

    /// Whether messages go to a terminal that can rewrite a line.
    var messageStyle: ProgressLine.Style { Terminal.style(of: messages.descriptor) }

    /// Whether results go to a terminal.
    var showsResults: Bool { isatty(results.descriptor) == 1 }

    /// Adds to the results.
    ///
    /// - Throws: `OutputError` if the buffer is full and cannot be written.
    package mutating func write(_ text: String) throws(OutputError) { try write(bytes: text.utf8) }

    /// Adds bytes that are no text to the results.
    ///
    /// - Throws: `OutputError` if the buffer is full and cannot be written.
    mutating func write(bytes: some Sequence<UInt8>) throws(OutputError) {
        isUnused = false
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what the buffer holds.
    package mutating func flush() throws(OutputError) {
        defer { buffer.removeAll(keepingCapacity: true) }
        do throws(SystemError) {
            try results.write(buffer)
        } catch {
            throw error.code == EPIPE ? .readerIsGone : .refused(error)
        }
    }

    /// Writes a message. If even that fails there is nobody to tell, so nothing is thrown.
    package func report(_ message: String) {
        let text = Terminal.spelling(of: messages.descriptor)(message)
        do throws(SystemError) { try messages.write(Array(text.utf8)) } catch { return }
    }
}

/// Why results cannot be written.
package enum OutputError: Error, Equatable, Sendable {
    /// The program that read the results has ended, which is its right: the command ends without a word.
    case readerIsGone

    /// The system refuses.
    case refused(SystemError)
}

extension OutputError: ExitCodeProviding {
    package var exitCode: ExitCode { self == .readerIsGone ? .done : .cannotWrite }

    package var description: String {
        switch self {
        case .readerIsGone: "The reader of the results is gone."
        case .refused(let error): error.description
        }
    }
}

extension String {
    /// The text with control characters spelled out, so that other people's data cannot steer a terminal.
    var showingControls: String {
        unicodeScalars.reduce(into: "") { text, scalar in
            text += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
        }
    }
}
