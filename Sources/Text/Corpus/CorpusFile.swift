import Seq2SeqFiles

/// A text file: its lines, and what is wrong with it as an error of a corpus.
package struct CorpusFile {
    private var lines: LineSource
    private let memoryLimit: Int
    private let linesBefore: Int
    private var lineCount = 0
    /// Carriage returns that end no line, and the line of the first.
    private var loneReturns = (count: 0, firstLine: 0)

    /// What the file is called.
    package var path: String { lines.bytes.name }

    /// About how many bytes of memory the lines that were read take, with all that is made of them to train on them or
    /// to judge them.
    package private(set) var memory = 0

    init(_ path: String) throws(CorpusError) {
        do throws(SystemError) { self.init(try ByteReader(path)) } catch { throw CorpusError(error) }
    }

    /// - Parameters:
    ///   - memoryLimit: how many bytes of memory the lines may take.
    ///   - linesBefore: how many lines of the text stand before these.
    package init(_ bytes: ByteReader, memoryLimit: Int = .max, linesBefore: Int = 0) {
        // A line of pairs has two sides, each of which may be as long as a line to decode.
        lines = LineSource(
            bytes, maximumLineLength: 2 * LineSource.maximumLineLength, linesBefore: linesBefore)
        self.memoryLimit = memoryLimit
        self.linesBefore = linesBefore
    }

    /// The next line, or nil at the end.
    ///
    /// - Parameter others: how much of the memory other lines take.
    /// - Throws: what the system refuses, that the file is no text at all, or that it has more lines than memory can hold.
    package mutating func next(besides others: Int = 0) throws(CorpusError) -> Result<String, LineError>? {
        let line: Result<String, LineError>?
        do throws(SystemError) { line = try lines.next() } catch { throw CorpusError(error) }
        if lineCount == 0, let format = lines.format { throw .foreignFormat(path: path, format) }
        guard let line else { return nil }
        lineCount += 1
        memory += Self.memoryPerLine
        if case .success(let text) = line {
            memory += Self.memoryPerByte * text.utf8.count
            let returns = text.utf8.count { $0 == TableRow.carriageReturn }
            if returns > 0 && loneReturns.count == 0 { loneReturns.firstLine = linesBefore + lineCount }
            loneReturns.count += returns
        }
        if memory > memoryLimit - others {
            throw .tooManyLines(path: path, lines: lineCount, availableBytes: memoryLimit)
        }
        return line
    }

    /// Reads to the end and returns how many lines there are.
    mutating func countAllLines() throws(CorpusError) -> Int {
        while try next() != nil {}
        return lineCount
    }

    /// - Throws: `CorpusError.carriageReturnLineEnds` if carriage returns seem to end the lines, of which there are more.
    package func checkLineEnds() throws(CorpusError) {
        guard loneReturns.count > (lineCount == 1 ? 0 : lineCount) else { return }
        throw .carriageReturnLineEnds(path: path, line: loneReturns.firstLine)
    }

    /// What a file is in which no tab divides columns, if that can be told.
    var formatWithoutTabs: FileFormat? { FileFormat(tableWithoutTabs: lines.head) }

    /// What was dropped so far.
    package var notices: [CorpusNotice] {
        let reader = lines.reader
        return (reader.hasByteOrderMark ? [.byteOrderMarkDropped(path: path)] : [])
            + (reader.carriageReturnCount > 0
                ? [.carriageReturnsDropped(path: path, count: reader.carriageReturnCount)] : [])
    }

    // As measured of trainings on characters and of comparisons with references, and rounded up.
    private static let memoryPerLine = 640
    private static let memoryPerByte = 20
}
