import Seq2Seq
import Seq2SeqFiles

/// Decodes lines as they come: what there is as soon as it is there, so that the command works between two others that
/// talk line by line, and holds no more than a batch and a piece of input.
struct LineDecoder: LineWork {
    private let translator: Translator
    let arguments: DecodeArguments
    var lines: LineSource
    private var sideFiles: [SideFile]
    private var writer: ResultWriter
    /// Ends the run once the lines before it are decoded.
    private var missingLine: DecodeError?
    private var hasNoticed = false
    private let further: [FurtherText: FurtherText.Place]
    private var gallery: AttentionGallery?

    init(_ translator: Translator, _ arguments: DecodeArguments) throws {
        self.translator = translator
        self.arguments = arguments
        lines = try Self.lines(of: arguments.input, linesBefore: arguments.linesBefore)
        sideFiles = try arguments.sideFiles.map { try SideFile($0.role, path: $0.path) }
        writer = ResultWriter(arguments, translator)
        further = arguments.further(for: translator)
        gallery = arguments.attentionPicture.map(AttentionGallery.init)
    }

    /// The lines of a file, or of standard input, until the user asks to stop.
    static func lines(of path: String?, linesBefore: Int = 0) throws(SystemError) -> LineSource {
        LineSource(
            try .input(path ?? ByteReader.standardName), patience: longestLine, linesBefore: linesBefore
        ) { Interrupt.isRequested }
    }

    /// A line that is too long is passed over if it ends within so many bytes.
    private static let longestLine = 1 << 28

    /// Decodes all lines, and draws their attention if that is asked for, also of those before an error or a stop.
    mutating func run(on console: inout Console) throws -> ExitCode {
        let end = Result { try decode(on: &console) }
        try gallery?.write()
        if !arguments.quiet, let notice = gallery?.notice { console.report("seq2seq-decode: \(notice)\n") }
        return try end.get()
    }

    private mutating func decode(on console: inout Console) throws -> ExitCode {
        let answer = "Stopping once these lines are written. Ctrl-C again ends at once.\n"
        try workThrough(answering: (console.messageStyle == .live ? "\n" : "") + answer, on: &console)
        if Interrupt.isRequested { return .stoppedByUser }
        try Self.checkEnd(of: lines)
        for index in sideFiles.indices { try sideFiles[index].checkEnd(inputLines: writer.lineCount) }
        if arguments.verifiesInvariance && !arguments.quiet {
            console.report("\(Figures.grouped(writer.lineCount)) lines have the same results alone, bit by bit.\n")
        }
        return end("decoded", "results are blank", on: console)
    }

    var lineCount: Int { writer.lineCount }
    var failedLineCount: Int { writer.failedLineCount }
    var unknown: UnknownSources { writer.unknown }

    mutating func work(
        on batch: [SourceLine], console: inout Console, telling tell: (LineProblem) -> Void
    ) throws -> String? {
        let results = translator.hypotheses(of: batch.map(\.sourceText))
        if arguments.verifiesInvariance { try verify(batch, results) }
        for (line, hypotheses) in zip(batch, results) {
            let line = line.judged(by: hypotheses[0])
            if let problem = line.problem { tell(problem) }
            try console.write(try writer.records(line, hypotheses))
            gallery?.add(line, hypotheses[0])
        }
        return notice(of: batch)
    }

    /// - Throws: `DecodeError.endlessLine` if reading has ended within a line.
    static func checkEnd(of lines: LineSource) throws {
        guard lines.endedWithinLine else { return }
        throw DecodeError.endlessLine(file: lines.bytes.name, line: lines.reader.lineCount, bytes: lines.byteCount)
    }

    /// What is worth knowing of lines, told of the first such alone.
    private mutating func notice(of batch: [SourceLine]) -> String? {
        guard !hasNoticed else { return nil }
        for line in batch {
            if line.looksLikePair(to: translator.model) {
                hasNoticed = true
                return "Line \(line.number) has a tab: if the input is pairs, what is behind it is read as more of the"
                    + " source. Give the sources alone (cut -f1), or see --score."
            }
            if line.text.utf8.contains(UInt8(ascii: "\r")) {
                hasNoticed = true
                return "Line \(line.number) has a carriage return within. If those end the lines, convert them first:"
                    + " tr '\\r' '\\n'"
            }
        }
        return nil
    }

    mutating func nextBatch() throws -> [SourceLine] {
        if let missingLine { throw missingLine }
        var batch: [SourceLine] = []
        for line in try nextLines(atMost: translator.batchSize) {
            let index = writer.lineCount + batch.count
            var source = SourceLine(
                line, number: arguments.firstLine + index, isRecord: arguments.format == .jsonl,
                allowsBlank: translator.allowsBlank, further: further)
            for side in sideFiles.indices where try !sideFiles[side].tell(&source) {
                if Interrupt.isRequested { return [] }
                let error = try sideFiles[side].missingLine(index + 1)
                if batch.isEmpty { throw error }
                missingLine = error
                return batch
            }
            source.refuseIfUnsayable(by: translator)
            source.refuseIfTooLarge(for: translator)
            batch.append(source)
        }
        return batch
    }

    /// Decodes each line once more, alone and on one thread.
    private func verify(_ batch: [SourceLine], _ results: [[Translation]]) throws {
        var alone = translator
        alone.threads = 1
        for (line, hypotheses) in zip(batch, results) {
            let again = alone.hypotheses(of: [line.sourceText])[0]
            // Numbers that are equal may differ in the sign of a zero, which would show.
            guard again == hypotheses, again.map(\.bits) == hypotheses.map(\.bits) else {
                throw DecodeError.differsAlone(line: line.number)
            }
        }
    }
}

extension Translation {
    fileprivate var bits: [UInt64] {
        [logProbability.bitPattern, score.bitPattern] + rescoredLogProbabilities.map(\.bitPattern)
            + [
                attention.joined().map(\.bitPattern), tokenLogProbabilities.map(\.bitPattern),
                topTokens.joined().map(\.logProbability.bitPattern),
            ].joined().map(UInt64.init)
    }
}

extension MachineMemory {
    /// Whether there is room to score the pairs of a file, asked before any is scored.
    ///
    /// - Throws: `DecodeError.tooLargeToScore` if there most likely is not.
    static func checkScoring(_ corpus: ParallelCorpus, from path: String, with translator: Translator) throws {
        let (needed, pair) = translator.memoryEstimate(forScoring: corpus.pairs)
        let available = availableBytes
        guard needed > available else { return }
        throw DecodeError.tooLargeToScore(
            file: path, line: corpus.lineNumbers[pair], neededBytes: needed, availableBytes: available)
    }
}

/// Tells on a terminal how far a file has been decoded.
struct DecodeProgress {
    private var line: ProgressLine
    private var timeLeft = TimeLeft()
    private let start = ContinuousClock.now
    private let totalByteCount: Int

    /// Nothing is told unless messages go to a terminal and it is known how much there is to do. Results on a terminal
    /// show by themselves how far it is.
    init(on console: Console, totalByteCount: Int?, isQuiet: Bool) {
        let isShown = console.messageStyle == .live && totalByteCount != nil && !isQuiet && !console.showsResults
        line = console.progressLine(isQuiet: !isShown)
        self.totalByteCount = max(1, totalByteCount ?? 1)
    }

    /// Shows how many lines are done, and how many bytes of the input have been read for them.
    mutating func show(lineCount: Int, byteCount: Int) {
        let seconds = max(1e-3, Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000)
        let share = min(1, Double(byteCount) / Double(totalByteCount))
        timeLeft.add(progress: share)
        line.show([
            ProgressPart(Figures.percent(share), .high), ProgressPart(Figures.counted(lineCount, "line")),
            ProgressPart("\(Figures.grouped(Int(Double(lineCount) / seconds))) lines/s"),
            ProgressPart(timeLeft.text, .highest),
        ])
    }

    /// Takes the live line away, so that something else can be written.
    mutating func finish() { line.finish() }
}
