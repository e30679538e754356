import Foundation

/// Where lines come from, read piece by piece.
struct InputFile {
    private let descriptor: Int32
    private let name: String

    private static let pieceSize = 1 << 16

    /// The file of a path, or standard input.
    ///
    /// - Throws: `InputFileError.cannotRead`.
    init(_ path: String?) throws {
        descriptor = path.map { open($0, O_RDONLY) } ?? STDIN_FILENO
        name = path ?? "standard input"
        guard descriptor >= 0 else { throw InputFileError.cannotRead(name, reason: String(cString: strerror(errno))) }
        // Told before an output file is opened, which would leave an empty one behind.
        var status = stat()
        if fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
            throw InputFileError.cannotRead(name, reason: String(cString: strerror(EISDIR)))
        }
    }

    /// How many bytes a file has; nil of what is no file.
    var byteCount: Int? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Returns when there is something to read or the user has asked to stop.
    private func wait() {
        // A signal ends the call; one that came just before it is seen a moment later.
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while !Interrupt.isRequested {
            if poll(&request, 1, 200) > 0 { return }
        }
    }

    /// The bytes that are there, waiting for the first of them; nil at the end or when the user has asked to stop.
    func read() throws -> [UInt8]? {
        wait()
        if Interrupt.isRequested { return nil }
        var failure: Int32?
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
            while true {
                let found = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                if found < 0 && errno == EINTR { continue }
                if found < 0 { failure = errno }
                count = max(0, found)
                return
            }
        }
        if let failure { throw InputFileError.cannotRead(name, reason: String(cString: strerror(failure))) }
        return bytes.isEmpty ? nil : bytes
    }
}

/// Why there is nothing to decode.
enum InputFileError: Error, Equatable, Sendable {
    case cannotRead(String, reason: String)
}

extension InputFileError: ExitCodeProviding {
    var exitCode: ExitCode { .noSuchInput }

    var description: String {
        switch self {
        case .cannotRead(let name, let reason): "\(name) cannot be read: \(reason)."
        }
    }
}
