import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// How a command reads pairs and texts from what its command line names: as many as fit into memory, and with the options
/// that it has for what is wrong with them.
struct PairReading {
    var columns = PairColumns.firstTwo
    var skipsInvalid = false
    /// Whether targets are read without sources: lines, or the targets of pairs.
    var targetsAlone = false
    /// Whether a side of a pair may be blank.
    var allowsBlank = false
    /// What leaves invalid pairs out; nil if the command has no such option.
    var leavingOut: SettingName?
    /// How many lines there are before those of a file of pairs.
    var linesBefore = 0

    /// How many bytes of memory there are for what is still to be read.
    var memory = MachineMemory.availableBytes

    /// Pairs in columns of a file or of standard input.
    mutating func pairs(at path: String) throws(UnreadablePairs) -> ParallelCorpus {
        if targetsAlone { return try targets(at: path, columns: columns) }
        return try corpus { reading throws(CorpusError) in
            try ParallelCorpus(
                pairsFrom: Self.input(path), columns: reading.columns, skipInvalid: reading.skipsInvalid,
                allowBlank: reading.allowsBlank, memoryLimit: reading.memory, linesBefore: reading.linesBefore)
        }
    }

    /// Pairs that are held several times.
    mutating func pairs(at path: String, times: Int) throws(UnreadablePairs) -> ParallelCorpus {
        var reading = self
        reading.memory /= times
        let corpus = try reading.pairs(at: path)
        memory -= corpus.memory * times
        return corpus
    }

    /// Targets without sources.
    ///
    /// - Parameter columns: where they stand if lines have columns; nil if each line is a target.
    private mutating func targets(at path: String, columns: PairColumns?) throws(UnreadablePairs) -> ParallelCorpus {
        try corpus { reading throws(CorpusError) in
            try ParallelCorpus(
                targetsFrom: Self.input(path), columns: columns, skipInvalid: reading.skipsInvalid,
                memoryLimit: reading.memory, linesBefore: reading.linesBefore)
        }
    }

    /// Pairs in the lines of two files, of which one may be standard input.
    mutating func pairs(sourcesAt sources: String, targetsAt targets: String) throws(UnreadablePairs) -> ParallelCorpus
    {
        try corpus { reading throws(CorpusError) in
            try ParallelCorpus(
                sourcesFrom: Self.input(sources), targetsFrom: Self.input(targets), skipInvalid: reading.skipsInvalid,
                allowBlank: reading.allowsBlank, memoryLimit: reading.memory)
        }
    }

    /// Reads a corpus, which takes some of the memory.
    private mutating func corpus(
        _ read: (PairReading) throws(CorpusError) -> ParallelCorpus
    ) throws(UnreadablePairs) -> ParallelCorpus {
        let reading = self
        let corpus = try explaining { () throws(CorpusError) in try read(reading) }
        memory -= corpus.memory
        return corpus
    }

    /// Pairs in one file or in two; nil if none is named.
    mutating func corpus(
        pairs: String?, sources: String?, targets: String?
    ) throws(UnreadablePairs) -> ParallelCorpus? {
        if let pairs { return try self.pairs(at: pairs) }
        if targetsAlone, let targets { return try self.targets(at: targets, columns: nil) }
        guard let sources, let targets else { return nil }
        return try self.pairs(sourcesAt: sources, targetsAt: targets)
    }

    /// All lines of a file or of standard input, blank ones among them.
    mutating func lines(of path: String) throws(UnreadablePairs) -> [String] {
        let (lines, file) = try explaining { () throws(CorpusError) in
            var file = CorpusFile(try Self.input(path), memoryLimit: memory)
            var lines: [String] = []
            while let line = try file.next() {
                switch line {
                case .success(let text): lines.append(text)
                case .failure(let error): throw CorpusError.invalidLine(path: file.path, error: error)
                }
            }
            try file.checkLineEnds()
            return (lines, file)
        }
        memory -= file.memory
        return lines
    }

    /// Does what may fail because of what a file holds.
    private func explaining<Value>(_ read: () throws(CorpusError) -> Value) throws(UnreadablePairs) -> Value {
        do throws(CorpusError) {
            return try read()
        } catch {
            throw UnreadablePairs(error: error, leavingOut: leavingOut)
        }
    }

    /// What a file is called in messages.
    static func name(of path: String) -> String {
        path == ByteReader.standardName ? ByteReader.standardInput.name : path
    }

    private static func input(_ path: String) throws(CorpusError) -> ByteReader {
        do throws(SystemError) { return try .input(path) } catch { throw CorpusError(error) }
    }
}

/// Why pairs or texts cannot be read, with the option that helps, if the command has one.
struct UnreadablePairs: ExitCodeProviding {
    let error: CorpusError
    let leavingOut: SettingName?

    var exitCode: ExitCode { error.exitCode }

    var description: String { error.description(leavingOutBy: leavingOut?.option) }
}

extension PairColumns {
    /// What is wrong with a command line that has tags or second sources in these columns; nil if nothing is.
    func error(ofTags tags: Int?, secondSource: Int?) -> UsageError? {
        if let tags, let error = error(of: "--tags", tags) { return error }
        guard let secondSource else { return nil }
        return with(tags: tags).error(of: "--second-source", secondSource)
    }

    /// What is wrong with a command line that has weights in a column; nil if nothing is.
    func error(ofWeights column: Int) -> UsageError? { error(of: "--weights", column) }

    private func error(of option: String, _ column: Int) -> UsageError? {
        let taken = [(source, "sources"), (target, "targets"), (tags, "tags"), (secondSource, "second sources")]
        for (other, what) in taken where other == column {
            return .brokenRule("'\(option)' is \(column), but column \(column) holds the \(what)")
        }
        return nil
    }
}

extension SettingKind<PairColumns> {
    /// Two numbers with a comma between them.
    static var columns: Self {
        .text(
            "S,T", expected: "two different columns counted from 1, such as '2,4'",
            parse: { word in
                let numbers = word.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
                guard numbers.count == 2, numbers[0] != numbers[1], numbers.allSatisfy({ $0 > 0 }) else { return nil }
                return PairColumns(source: numbers[0], target: numbers[1])
            },
            write: { "\($0.source),\($0.target)" })
    }
}
