#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where a command writes: results to one file descriptor, through a buffer, and all else to another, at once.
package struct Console: Sendable {
    private let results: Int32
    private let messages: Int32
    private var buffer: [UInt8] = []

    /// How many bytes are gathered before they are written.
    private static let bufferSize = 1 << 16

    /// Writes to the two file descriptors.
    package init(results: Int32, messages: Int32) {
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
        return Console(results: STDOUT_FILENO, messages: STDERR_FILENO)
    }

    /// A console whose results go to a file instead.
    ///
    /// - Throws: `OutputError.cannotWriteFile`.
    package func writing(to path: String) throws(OutputError) -> Console {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        guard descriptor >= 0 else {
            throw .cannotWriteFile(path: path, reason: String(cString: strerror(errno)))
        }
        return Console(results: descriptor, messages: messages)
    }

    /// Whether messages go to a terminal that can rewrite a line, and how wide it is.
    package var messageStyle: ProgressLine.Style { Terminal.style(of: messages) }

    /// Whether results go to a terminal.
    var showsResults: Bool { isatty(results) == 1 }

    /// Adds to the results.
    ///
    /// - Throws: `OutputError` if the buffer is full and cannot be written.
    package mutating func write(_ text: String) throws(OutputError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.bufferSize { try flush() }
    }

    /// Writes what the buffer holds.
    package mutating func flush() throws(OutputError) {
        defer { buffer.removeAll(keepingCapacity: true) }
        if let code = Self.writeAll(buffer, to: results) {
            throw code == EPIPE ? .readerIsGone : .cannotWriteResults(reason: String(cString: strerror(code)))
        }
    }

    /// Writes a message. If even that fails there is nobody to tell, so nothing is thrown.
    package func report(_ message: String) {
        _ = Self.writeAll(Array(message.utf8), to: messages)
    }

    /// Writes all bytes, in as many pieces as the system takes; the system's error code if it refuses.
    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let written = platformWrite(descriptor, UnsafeRawBufferPointer(rebasing: rest))
                if written >= 0 {
                    rest = rest.dropFirst(written)
                } else if errno != EINTR {
                    return errno
                }
            }
            return nil
        }
    }
}

/// The system's `write`, whose name `Console.write` hides.
private func platformWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

/// Why results cannot be written.
package enum OutputError: Error, Equatable, Sendable {
    /// The program that read the results has ended, which is its right: the command ends without a word.
    case readerIsGone

    /// The system refuses, for a reason in its own words.
    case cannotWriteResults(reason: String)

    /// The file for the results cannot be opened.
    case cannotWriteFile(path: String, reason: String)
}

extension OutputError: ExitCodeProviding {
    package var exitCode: ExitCode { self == .readerIsGone ? .done : .cannotWrite }

    package var description: String {
        switch self {
        case .readerIsGone: "The reader of the results is gone."
        case .cannotWriteResults(let reason): "The results cannot be written: \(reason)."
        case .cannotWriteFile(let path, let reason): "\(path) cannot be written: \(reason)."
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
