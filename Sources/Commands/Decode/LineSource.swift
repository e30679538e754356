import Seq2Seq

/// The lines of an input, one after another or as many as have arrived.
struct LineSource {
    private let file: InputFile
    private var reader = LineReader(maximumLineLength: Self.maximumLineLength)
    private var lines: ArraySlice<Result<String, LineError>> = []
    private var isAtEnd = false

    /// Bytes of a line that still fit in memory with all that decoding makes of them. Input without line ends must not
    /// fill the memory.
    private static let maximumLineLength = 1 << 24

    /// How many bytes have been read.
    private(set) var byteCount = 0
    /// How many bytes there are, if the input is a file.
    let totalByteCount: Int?

    init(_ file: InputFile) {
        self.file = file
        totalByteCount = file.byteCount
    }

    /// The next line, or nil at the end; waits for it.
    mutating func next() throws -> Result<String, LineError>? {
        try fill()
        return lines.popFirst()
    }

    /// At least one line and at most so many, those that are there; none at the end. Waits for the first.
    mutating func next(atMost count: Int) throws -> [Result<String, LineError>] {
        try fill()
        let taken = lines.prefix(count)
        lines = lines.dropFirst(count)
        return Array(taken)
    }

    /// Reads until there is a line or the end.
    private mutating func fill() throws {
        while lines.isEmpty && !isAtEnd {
            if let bytes = try file.read() {
                byteCount += bytes.count
                lines = reader.lines(adding: bytes)[...]
            } else {
                isAtEnd = true
                // What the user broke off is no line.
                if !Interrupt.isRequested { lines = (reader.lastLine().map { [$0] } ?? [])[...] }
            }
        }
    }
}
