import Seq2SeqFiles

/// The pairs of a corpus, read from one file with two columns or from two parallel files.
///
/// A corpus is UTF-8 text with one pair a line. Only `\n` ends a line. A `\r` at the end of a line and a byte order
/// mark at the start of a file are dropped with a notice. A side may not be blank: it must hold more than white space.
///
/// ```swift
/// let training = try ParallelCorpus(sourceAt: "train.de", targetAt: "train.en")
/// let validation = try ParallelCorpus(sourceAt: "val.de", targetAt: "val.en")
/// let data = try TrainingData(
///     training: training.pairs, validation: validation.pairs,
///     options: .init(sourceTokens: .words, targetTokens: .words, minimumCount: 2))
/// ```
public struct ParallelCorpus: Sendable, Equatable {
    /// The pairs, in the order of their lines.
    public private(set) var pairs: [TextPair] = []

    /// The line each pair stands on, counted from 1.
    public private(set) var lineNumbers: [Int] = []

    /// What was dropped or left out on the way.
    public private(set) var notices: [CorpusNotice] = []

    /// How many pairs were left out as invalid.
    public private(set) var skippedCount = 0

    /// Reads `source TAB target` lines; further columns are ignored.
    ///
    /// - Parameters:
    ///   - path: A text file, or a pipe.
    ///   - skipInvalid: Whether invalid pairs are left out and counted in the notices, instead of being an error.
    /// - Throws: The first thing that is wrong with the file, or that there is no pair in it.
    public init(pairsAt path: String, skipInvalid: Bool = false) throws(CorpusError) {
        var skips = SkipCounts()
        var file = try CorpusFile(path)
        var line = 0
        while let text = try file.next() {
            line += 1
            try add(Self.pair(fromColumns: text, path: path, line: line), line: line, skips: &skips, skip: skipInvalid)
        }
        if line == 0 { throw .emptyFile(path: path) }
        noteDropped(by: file.lines.reader, path: path)
        try finish(paths: [path], skips: skips)
    }

    /// Reads two files of which each line of the one pairs with the same line of the other.
    ///
    /// - Parameters:
    ///   - sourcePath: A text file, or a pipe.
    ///   - targetPath: A text file, or a pipe.
    ///   - skipInvalid: Whether invalid pairs are left out and counted in the notices, instead of being an error.
    /// - Throws: The first thing that is wrong with a file, that the files differ in their number of lines, or that
    ///   there is no pair in them.
    public init(
        sourceAt sourcePath: String, targetAt targetPath: String, skipInvalid: Bool = false
    ) throws(CorpusError) {
        var skips = SkipCounts()
        var sourceFile = try CorpusFile(sourcePath)
        var targetFile = try CorpusFile(targetPath)
        var line = 0
        while true {
            let source = try sourceFile.next()
            let target = try targetFile.next()
            guard let source, let target else { break }
            line += 1
            let pair = Self.pair(source, target, sourcePath: sourcePath, targetPath: targetPath, line: line)
            try add(pair, line: line, skips: &skips, skip: skipInvalid)
        }
        let sourceLines = try sourceFile.countAllLines()
        let targetLines = try targetFile.countAllLines()
        if sourceLines == 0 { throw .emptyFile(path: sourcePath) }
        if targetLines == 0 { throw .emptyFile(path: targetPath) }
        if sourceLines != targetLines {
            let misaligned = Misalignment.first(in: pairs)
            throw .unequalLineCounts(
                sourcePath: sourcePath, sourceLines: sourceLines, targetPath: targetPath, targetLines: targetLines,
                misalignedFrom: misaligned.map { lineNumbers[$0.pairs.lowerBound] })
        }
        noteDropped(by: sourceFile.lines.reader, path: sourcePath)
        noteDropped(by: targetFile.lines.reader, path: targetPath)
        try finish(paths: [sourcePath, targetPath], skips: skips)
    }

    /// The pair in the first two columns of a line.
    private static func pair(
        fromColumns text: Result<String, LineError>, path: String, line: Int
    ) -> Result<TextPair, CorpusError> {
        switch text {
        case .failure(let error):
            return .failure(.invalidLine(path: path, error: error))
        case .success(let text):
            guard let end = text.utf8.firstIndex(of: tab) else {
                return .failure(.missingTab(path: path, line: line))
            }
            let target = text[text.utf8.index(after: end)...].utf8.prefix { $0 != tab }
            let pair = TextPair(source: String(text[..<end]), target: String(Substring(target)))
            return checked(pair, sourcePath: path, targetPath: path, line: line)
        }
    }

    /// The pair of a line from each of two files.
    private static func pair(
        _ source: Result<String, LineError>, _ target: Result<String, LineError>,
        sourcePath: String, targetPath: String, line: Int
    ) -> Result<TextPair, CorpusError> {
        switch (source, target) {
        case (.failure(let error), _):
            .failure(.invalidLine(path: sourcePath, error: error))
        case (_, .failure(let error)):
            .failure(.invalidLine(path: targetPath, error: error))
        case (.success(let source), .success(let target)):
            checked(
                TextPair(source: source, target: target), sourcePath: sourcePath, targetPath: targetPath, line: line)
        }
    }

    /// The pair if neither side is blank.
    private static func checked(
        _ pair: TextPair, sourcePath: String, targetPath: String, line: Int
    ) -> Result<TextPair, CorpusError> {
        if pair.source.isBlank { return .failure(.blankSource(path: sourcePath, line: line)) }
        if pair.target.isBlank { return .failure(.blankTarget(path: targetPath, line: line)) }
        return .success(pair)
    }

    private mutating func add(
        _ pair: Result<TextPair, CorpusError>, line: Int, skips: inout SkipCounts, skip: Bool
    ) throws(CorpusError) {
        switch pair {
        case .success(let pair):
            pairs.append(pair)
            lineNumbers.append(line)
        case .failure(let error):
            guard skip, let reason = error.skipReason else { throw error }
            skips.add(reason, line: line)
        }
    }

    private mutating func noteDropped(by reader: LineReader, path: String) {
        if reader.hasByteOrderMark { notices.append(.byteOrderMarkDropped(path: path)) }
        if reader.carriageReturnCount > 0 {
            notices.append(.carriageReturnsDropped(path: path, count: reader.carriageReturnCount))
        }
    }

    private mutating func finish(paths: [String], skips: SkipCounts) throws(CorpusError) {
        notices += skips.notices
        skippedCount = skips.total
        if pairs.isEmpty { throw .noPairs(paths: paths, skipped: skippedCount) }
    }

    private static let tab = UInt8(ascii: "\t")
}

/// A file of a corpus: its lines, and its errors as those of a corpus.
private struct CorpusFile {
    private(set) var lines: LineSource

    init(_ path: String) throws(CorpusError) {
        do throws(SystemError) {
            lines = LineSource(try ByteReader(path), maximumLineLength: 2 * LineSource.maximumLineLength)
        } catch {
            throw CorpusError(error)
        }
    }

    mutating func next() throws(CorpusError) -> Result<String, LineError>? {
        do throws(SystemError) { return try lines.next() } catch { throw CorpusError(error) }
    }

    mutating func countAllLines() throws(CorpusError) -> Int {
        do throws(SystemError) { return try lines.countAllLines() } catch { throw CorpusError(error) }
    }
}
