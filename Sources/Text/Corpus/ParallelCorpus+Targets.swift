import Seq2SeqFiles

/// Where targets stand that come without sources.
struct LoneTargets {
    /// Whether every line is a target as it is.
    let isWholeLine: Bool
    /// Whether the lines have no columns: the first decides for all.
    private var hasNoColumns: Bool?

    init(isWholeLine: Bool) { self.isWholeLine = isWholeLine }

    /// Lets the first line decide whether lines are targets or pairs.
    mutating func decide(by row: TableRow) { hasNoColumns = hasNoColumns ?? (row.cells.count == 1) }

    /// Whether a line without columns is a target.
    var areLines: Bool { isWholeLine || hasNoColumns == true }

    /// The target in a column, counted from 1, without a source; nil if it is blank.
    func target(of row: TableRow, _ column: Int) -> TextPair? {
        let target = String(row.cells[column - 1])
        return target.isBlank ? nil : TextPair(source: "", target: target)
    }
}

extension ParallelCorpus {
    /// Reads targets without sources, as a language model learns them: a text with one target a line, or the targets of
    /// lines of columns. The first line decides: where it has no tab, each line is a target.
    ///
    /// ```swift
    /// let texts = try ParallelCorpus(targetsAt: "sentences.txt")
    /// let plan = try TrainingPlan(training: texts.pairs) { $0.data.targetOnly = true }
    /// ```
    ///
    /// - Parameters:
    ///   - path: A text file, or a pipe.
    ///   - columns: Where sources and targets stand if lines have columns; the sources are not read.
    ///   - skipInvalid: Whether invalid lines are left out and counted in the notices, instead of being an error.
    /// - Throws: The first thing that is wrong with the file, or that there is no target in it.
    public init(
        targetsAt path: String, columns: PairColumns = .firstTwo, skipInvalid: Bool = false
    ) throws(CorpusError) {
        try self.init(
            pairsIn: CorpusFile(path), columns: columns, skipInvalid: skipInvalid,
            targetsAlone: LoneTargets(isWholeLine: false))
    }

    /// Reads targets without sources from a file or from standard input.
    ///
    /// - Parameters:
    ///   - columns: where targets stand if lines have columns; nil if each line is a target, whatever it holds.
    ///   - memoryLimit: how many bytes of memory the lines may take, so that input without an end has one.
    ///   - linesBefore: how many lines there are before those of the file.
    package init(
        targetsFrom bytes: ByteReader, columns: PairColumns?, skipInvalid: Bool = false, memoryLimit: Int = .max,
        linesBefore: Int = 0
    ) throws(CorpusError) {
        try self.init(
            pairsIn: CorpusFile(bytes, memoryLimit: memoryLimit, linesBefore: linesBefore),
            columns: columns ?? .firstTwo, skipInvalid: skipInvalid, linesBefore: linesBefore,
            targetsAlone: LoneTargets(isWholeLine: columns == nil))
    }
}
