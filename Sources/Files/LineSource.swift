import Foundation

/// The lines of a file, a pipe or a device, one after another or as many as have arrived, so that what is read is never
/// in memory twice.
package struct LineSource {
    /// Bytes of a line that still fit in memory with all that is made of them. Input without line ends must not fill the
    /// memory.
    package static let maximumLineLength = 1 << 24

    /// The bytes by which a file is known.
    private static let headLength = 4096

    /// Where the lines come from.
    package let bytes: ByteReader
    /// What has been dropped so far, and how many lines there were.
    package private(set) var reader: LineReader
    /// How many bytes have been read.
    package private(set) var byteCount = 0
    /// How many bytes there are, if it is a file.
    package let totalByteCount: Int?

    /// The first bytes.
    package private(set) var head: [UInt8] = []
    /// What the bytes are if they are no text; known once something has been read. There are no lines then.
    package private(set) var format: FileFormat?

    /// Whether reading ended within a line that may have no end.
    package private(set) var endedWithinLine = false

    private let patience: Int
    private let beginsText: Bool
    private let isStopped: (@Sendable () -> Bool)?
    private var buffer = [UInt8](repeating: 0, count: ByteReader.pieceSize)
    private var lines: ArraySlice<Result<String, LineError>> = []
    private var isAtEnd = false

    /// The lines of what a reader gives.
    ///
    /// - Parameters:
    ///   - maximumLineLength: a line with more bytes is an error, and its bytes are not kept.
    ///   - patience: how many bytes of such a line are read to find its end. Then it is taken for endless, and nothing
    ///     is read after it.
    ///   - linesBefore: how many lines of the text stand before these. What a text is shows at its beginning alone.
    ///   - isStopped: whether nobody waits for lines any more, asked a few times a second; then no more come, not even
    ///     the one that has begun.
    package init(
        _ bytes: ByteReader, maximumLineLength: Int = Self.maximumLineLength, patience: Int = 0,
        linesBefore: Int = 0, isStopped: (@Sendable () -> Bool)? = nil
    ) {
        self.bytes = bytes
        reader = LineReader(maximumLineLength: maximumLineLength, linesBefore: linesBefore)
        self.patience = patience
        beginsText = linesBefore == 0
        self.isStopped = isStopped
        totalByteCount = bytes.byteCount
    }

    /// The next line, or nil at the end; waits for it.
    package mutating func next() throws(SystemError) -> Result<String, LineError>? {
        try fill()
        return lines.popFirst()
    }

    /// At least one line and at most so many, those that are there; none at the end. Waits for the first.
    package mutating func next(atMost count: Int) throws(SystemError) -> [Result<String, LineError>] {
        try fill()
        let taken = lines.prefix(count)
        lines = lines.dropFirst(count)
        return Array(taken)
    }

    /// Reads until there is a line or the end.
    private mutating func fill() throws(SystemError) {
        while lines.isEmpty && !isAtEnd { try readPiece() }
    }

    /// Replaces the lines at hand by those that the next piece completes.
    private mutating func readPiece() throws(SystemError) {
        let count = waitForBytes() ? try read() : 0
        if byteCount == 0 {
            head = Array(buffer[..<min(count, Self.headLength)])
            format = beginsText ? FileFormat(head: head) : nil
            // What is no text may have no lines, however long one reads.
            if format != nil {
                isAtEnd = true
                return
            }
        }
        byteCount += count
        if count > 0 {
            lines = buffer.withUnsafeBufferPointer { bytes in
                reader.lines(adding: UnsafeBufferPointer(rebasing: bytes[..<count]))[...]
            }
            if reader.isWithinLongLine && reader.unfinishedLength > patience {
                isAtEnd = true
                endedWithinLine = true
                lines += (reader.lastLine().map { [$0] } ?? [])
            }
        } else {
            isAtEnd = true
            lines = isStopped?() ?? false ? [] : (reader.lastLine().map { [$0] } ?? [])[...]
        }
    }

    private mutating func read() throws(SystemError) -> Int {
        let bytes = bytes
        let result = buffer.withUnsafeMutableBytes { buffer in
            Result { () throws(SystemError) in try bytes.read(into: buffer) }
        }
        return try result.get()
    }

    /// Returns when there is something to read, or false when nobody waits for it any more.
    private func waitForBytes() -> Bool {
        guard let isStopped else { return true }
        // A signal ends the waiting; one that came just before it is seen a moment later.
        while !isStopped() {
            if bytes.wait(milliseconds: 200) { return true }
        }
        return false
    }
}
