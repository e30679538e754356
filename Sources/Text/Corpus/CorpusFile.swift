import Seq2SeqFiles

/// A file of a corpus: its lines, and what is wrong with it as an error of a corpus.
struct CorpusFile {
    private var lines: LineSource
    private var lineCount = 0
    /// Carriage returns that end no line, and the line of the first.
    private var loneReturns = (count: 0, firstLine: 0)

    /// What the file is called.
    var path: String { lines.bytes.name }

    init(_ path: String) throws(CorpusError) {
        do throws(SystemError) { self.init(try ByteReader(path)) } catch { throw CorpusError(error) }
    }

    init(_ bytes: ByteReader) {
        // A line of pairs has two sides, each of which may be as long as a line to decode.
        lines = LineSource(bytes, maximumLineLength: 2 * LineSource.maximumLineLength, endsAtLongLine: true)
    }

    /// The next line, or nil at the end.
    ///
    /// - Throws: what the system refuses, or that the file is no text at all.
    mutating func next() throws(CorpusError) -> Result<String, LineError>? {
        let line: Result<String, LineError>?
        do throws(SystemError) { line = try lines.next() } catch { throw CorpusError(error) }
        if lineCount == 0, let format = lines.format { throw .foreignFormat(path: path, format) }
        guard let line else { return nil }
        lineCount += 1
        if case .success(let text) = line {
            let returns = text.utf8.count { $0 == TableRow.carriageReturn }
            if returns > 0 && loneReturns.count == 0 { loneReturns.firstLine = lineCount }
            loneReturns.count += returns
        }
        return line
    }

    /// Reads to the end and returns how many lines there are.
    mutating func countAllLines() throws(CorpusError) -> Int {
        while try next() != nil {}
        return lineCount
    }

    /// - Throws: `CorpusError.carriageReturnLineEnds` if carriage returns seem to end the lines, of which there are more.
    func checkLineEnds() throws(CorpusError) {
        guard loneReturns.count > (lineCount == 1 ? 0 : lineCount) else { return }
        throw .carriageReturnLineEnds(path: path, line: loneReturns.firstLine)
    }

    /// What a file is in which no tab divides columns, if that can be told.
    var formatWithoutTabs: FileFormat? { FileFormat(tableWithoutTabs: lines.head) }

    /// What was dropped so far.
    var notices: [CorpusNotice] {
        let reader = lines.reader
        return (reader.hasByteOrderMark ? [.byteOrderMarkDropped(path: path)] : [])
            + (reader.carriageReturnCount > 0
                ? [.carriageReturnsDropped(path: path, count: reader.carriageReturnCount)] : [])
    }
}
