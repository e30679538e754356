import Foundation

/// An open text file that gives its lines one after another, so that a corpus is never in memory twice.
struct LineFile: ~Copyable {
    /// The path as the user wrote it.
    let path: String

    /// What has been dropped so far, and how many lines there were.
    private(set) var reader = LineReader()

    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 16)
    private var lines: [Result<String, LineError>] = []
    private var nextIndex = 0
    private var isAtEnd = false

    /// Opens a file, a pipe or a device for reading.
    init(path: String) throws(CorpusError) {
        descriptor = try Self.openForReading(path)
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// The next line, or nothing after the last.
    mutating func next() throws(CorpusError) -> Result<String, LineError>? {
        while nextIndex == lines.count {
            if isAtEnd { return nil }
            try readLines()
        }
        defer { nextIndex += 1 }
        return lines[nextIndex]
    }

    /// Reads to the end of the file and returns how many lines it has.
    mutating func countAllLines() throws(CorpusError) -> Int {
        while !isAtEnd { try readLines() }
        return reader.lineCount
    }

    /// Replaces the lines at hand by those that the next piece of the file completes.
    private mutating func readLines() throws(CorpusError) {
        nextIndex = 0
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 {
            let code = errno
            lines = []
            if code == EINTR { return }
            throw CorpusError(systemError: code, path: path)
        } else if count == 0 {
            isAtEnd = true
            lines = reader.lastLine().map { [$0] } ?? []
        } else {
            lines = buffer.withUnsafeBufferPointer { bytes in
                reader.lines(adding: UnsafeBufferPointer(rebasing: bytes[..<count]))
            }
        }
    }

    private static func openForReading(_ path: String) throws(CorpusError) -> Int32 {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw CorpusError(systemError: errno, path: path) }
        var status = stat()
        if fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            throw CorpusError.directory(path: path)
        }
        return descriptor
    }
}
