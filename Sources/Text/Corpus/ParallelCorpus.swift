import Seq2SeqFiles

/// The pairs of a corpus, read from one file with two columns or from two parallel files.
///
/// A corpus is UTF-8 text with one pair a line. Only `\n` ends a line. A `\r` at the end of a line and a byte order
/// mark at the start of a file are dropped with a notice. A side may not be blank, that is, hold no more than white
/// space, unless that is allowed; it is then read as empty.
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

    /// How many columns each line has; 2 of two files.
    private(set) var columnCount = 2

    /// The columns that hold more than numbers of lines, if there are just two and other columns beside them.
    private(set) var textColumns: PairColumns?

    /// About how many bytes of memory the lines take, with all that is made of them.
    package private(set) var memory = 0

    /// Reads lines of columns with tabs between them: `source TAB target`, or a table of which two columns are chosen.
    ///
    /// Every line must have as many columns as the first. What stands in other columns than those of the pairs is
    /// ignored with a notice.
    ///
    /// - Parameters:
    ///   - path: A text file, or a pipe.
    ///   - columns: Where sources and targets stand.
    ///   - skipInvalid: Whether invalid pairs are left out and counted in the notices, instead of being an error. Lines
    ///     then must have as many columns as most of them have.
    ///   - allowBlank: Whether a side may be blank.
    /// - Throws: The first thing that is wrong with the file, or that there is no pair in it.
    public init(
        pairsAt path: String, columns: PairColumns = .firstTwo, skipInvalid: Bool = false, allowBlank: Bool = false
    ) throws(CorpusError) {
        try self.init(pairsIn: CorpusFile(path), columns: columns, skipInvalid: skipInvalid, allowBlank: allowBlank)
    }

    /// Reads lines of columns from a file or from standard input.
    ///
    /// - Parameters:
    ///   - memoryLimit: how many bytes of memory the lines may take, so that input without an end has one.
    ///   - linesBefore: how many lines there are before those of the file.
    package init(
        pairsFrom bytes: ByteReader, columns: PairColumns = .firstTwo, skipInvalid: Bool = false,
        allowBlank: Bool = false, memoryLimit: Int = .max, linesBefore: Int = 0
    ) throws(CorpusError) {
        try self.init(
            pairsIn: CorpusFile(bytes, memoryLimit: memoryLimit, linesBefore: linesBefore), columns: columns,
            skipInvalid: skipInvalid, allowBlank: allowBlank, linesBefore: linesBefore)
    }

    /// - Parameter lone: where targets stand that come without sources; nil for pairs.
    init(
        pairsIn file: CorpusFile, columns: PairColumns, skipInvalid: Bool, allowBlank: Bool = false,
        linesBefore: Int = 0, targetsAlone lone: LoneTargets? = nil
    ) throws(CorpusError) {
        var (file, lone) = (file, lone)
        var skips = SkipCounts()
        var table = ColumnCounts()
        var line = linesBefore
        while let text = try file.next() {
            line += 1
            let row = text.map { lone?.isWholeLine == true ? TableRow(whole: $0) : TableRow($0) }
            if case .success(let row) = row { lone?.decide(by: row) }
            let pair = try Self.pair(row, text, columns, file, line: line, targetsAlone: lone)
                .flatMap {
                    allowBlank || lone != nil
                        ? .success($0.withoutBlanks) : Self.checked($0, file.path, file.path, line)
                }
            if case .success(let row) = row, case .success = pair {
                table.add(row, line: line)
                if !skipInvalid, let first = table.first, row.cells.count != first.columnCount {
                    throw .unequalColumns(
                        path: file.path, line: line, columns: row.cells.count, firstLine: first.firstLine,
                        firstColumns: first.columnCount)
                }
            }
            try add(pair, line: line, skips: &skips, skip: skipInvalid)
        }
        if line == linesBefore { throw .emptyFile(path: file.path) }
        try file.checkLineEnds()
        notices = file.notices
        memory = file.memory
        if let usual = table.usual {
            leaveOut(table.counts, unlike: usual.columnCount, skips: &skips)
            columnCount = usual.columnCount
            textColumns = usual.textColumns
            let isPlain = lone != nil && usual.columnCount == 1
            if !isPlain, let notice = usual.notice(columns, path: file.path) { notices.append(notice) }
        }
        try finish(paths: [file.path], skips: skips)
    }

    /// Leaves out the pairs of lines with another number of columns.
    private mutating func leaveOut(_ counts: [Int], unlike usual: Int, skips: inout SkipCounts) {
        guard counts.contains(where: { $0 != usual }) else { return }
        for (index, count) in counts.enumerated() where count != usual {
            skips.add(.unequalColumns, line: lineNumbers[index])
        }
        let kept = counts.indices.filter { counts[$0] == usual }
        pairs = kept.map { pairs[$0] }
        lineNumbers = kept.map { lineNumbers[$0] }
    }

    /// Reads two files of which each line of the one pairs with the same line of the other.
    ///
    /// - Parameters:
    ///   - sourcePath: A text file, or a pipe.
    ///   - targetPath: A text file, or a pipe.
    ///   - skipInvalid: Whether invalid pairs are left out and counted in the notices, instead of being an error.
    ///   - allowBlank: Whether a side may be blank.
    /// - Throws: The first thing that is wrong with a file, that the files differ in their number of lines, or that
    ///   there is no pair in them.
    public init(
        sourceAt sourcePath: String, targetAt targetPath: String, skipInvalid: Bool = false, allowBlank: Bool = false
    ) throws(CorpusError) {
        try self.init(
            sourcesIn: CorpusFile(sourcePath), targetsIn: CorpusFile(targetPath), skipInvalid: skipInvalid,
            allowBlank: allowBlank)
    }

    /// Reads two files, of which one may be standard input.
    ///
    /// - Parameter memoryLimit: how many bytes of memory the lines of both may take.
    package init(
        sourcesFrom sources: ByteReader, targetsFrom targets: ByteReader, skipInvalid: Bool = false,
        allowBlank: Bool = false, memoryLimit: Int = .max
    ) throws(CorpusError) {
        try self.init(
            sourcesIn: CorpusFile(sources, memoryLimit: memoryLimit),
            targetsIn: CorpusFile(targets, memoryLimit: memoryLimit), skipInvalid: skipInvalid, allowBlank: allowBlank)
    }

    private init(
        sourcesIn sourceFile: CorpusFile, targetsIn targetFile: CorpusFile, skipInvalid: Bool, allowBlank: Bool
    ) throws(CorpusError) {
        var (sourceFile, targetFile) = (sourceFile, targetFile)
        let (sourcePath, targetPath) = (sourceFile.path, targetFile.path)
        var skips = SkipCounts()
        var line = 0
        while true {
            let source = try sourceFile.next(besides: targetFile.memory)
            let target = try targetFile.next(besides: sourceFile.memory)
            guard let source, let target else { break }
            line += 1
            let pair = Self.pair(source, target, sourcePath: sourcePath, targetPath: targetPath)
                .flatMap { allowBlank ? .success($0.withoutBlanks) : Self.checked($0, sourcePath, targetPath, line) }
            try add(pair, line: line, skips: &skips, skip: skipInvalid)
        }
        let sourceLines = try sourceFile.countAllLines()
        let targetLines = try targetFile.countAllLines()
        if sourceLines == 0 { throw .emptyFile(path: sourcePath) }
        if targetLines == 0 { throw .emptyFile(path: targetPath) }
        try sourceFile.checkLineEnds()
        try targetFile.checkLineEnds()
        if sourceLines != targetLines {
            let misaligned = Misalignment.first(in: pairs)
            throw .unequalLineCounts(
                sourcePath: sourcePath, sourceLines: sourceLines, targetPath: targetPath, targetLines: targetLines,
                misalignedFrom: misaligned.map { lineNumbers[$0.pairs.lowerBound] })
        }
        notices = sourceFile.notices + targetFile.notices
        memory = sourceFile.memory + targetFile.memory
        try finish(paths: [sourcePath, targetPath], skips: skips)
    }

    /// The pair in two columns of a line.
    ///
    /// - Throws: what is wrong with the whole file and not with the line alone.
    private static func pair(
        _ row: Result<TableRow, LineError>, _ text: Result<String, LineError>, _ columns: PairColumns,
        _ file: CorpusFile, line: Int, targetsAlone lone: LoneTargets?
    ) throws(CorpusError) -> Result<TextPair, CorpusError> {
        let path = file.path
        guard case .success(let row) = row, case .success(let text) = text else {
            guard case .failure(let error) = row else { return .failure(.missingTab(path: path, line: line)) }
            return .failure(.invalidLine(path: path, error: error))
        }
        if TableRow.isJoinedByCarriageReturns(text) { throw .carriageReturnLineEnds(path: path, line: line) }
        if let lone, lone.isWholeLine || row.cells.count == 1 {
            guard lone.areLines && columns.weights == nil else { return .failure(.missingTab(path: path, line: line)) }
            return lone.target(of: row, 1).map { .success($0) } ?? .failure(.blankTarget(path: path, line: line))
        }
        if line == 1 && row.cells.count == 1, let format = file.formatWithoutTabs {
            throw .foreignFormat(path: path, format)
        }
        let found: TextPair?
        if let lone, max(columns.target, columns.weights ?? 1) <= row.cells.count {
            guard let target = lone.target(of: row, columns.target) else {
                return .failure(.blankTarget(path: path, line: line))
            }
            found = target
        } else {
            found = row.pair(columns)
        }
        guard var pair = found else {
            return .failure(
                row.cells.count == 1 || columns == .firstTwo
                    ? .missingTab(path: path, line: line)
                    : .missingColumn(path: path, line: line, columns: row.cells.count, needed: columns.last))
        }
        guard let weight = row.weight(columns) else {
            let found = columns.weights.map { String(row.cells[$0 - 1].prefix(40)) } ?? ""
            return .failure(.invalidWeight(path: path, line: line, found: found))
        }
        pair.weight = weight
        return .success(pair)
    }

    /// The pair of a line from each of two files.
    private static func pair(
        _ source: Result<String, LineError>, _ target: Result<String, LineError>,
        sourcePath: String, targetPath: String
    ) -> Result<TextPair, CorpusError> {
        switch (source, target) {
        case (.failure(let error), _):
            .failure(.invalidLine(path: sourcePath, error: error))
        case (_, .failure(let error)):
            .failure(.invalidLine(path: targetPath, error: error))
        case (.success(let source), .success(let target)): .success(TextPair(source: source, target: target))
        }
    }

    /// The pair if neither side is blank.
    private static func checked(
        _ pair: TextPair, _ sourcePath: String, _ targetPath: String, _ line: Int
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

    private mutating func finish(paths: [String], skips: SkipCounts) throws(CorpusError) {
        notices += skips.notices
        skippedCount = skips.total
        if pairs.isEmpty { throw .noPairs(paths: paths, skipped: skippedCount) }
    }
}
