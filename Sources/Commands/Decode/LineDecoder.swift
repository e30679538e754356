import Seq2Seq
import Seq2SeqFiles

/// Decodes lines as they come: what there is as soon as it is there, so that the command works between two others that
/// talk line by line, and holds no more than a batch and a piece of input.
struct LineDecoder {
    private let translator: Translator
    private let arguments: DecodeArguments
    private var lines: LineSource
    private var sideFiles: [SideFile]
    private var writer: ResultWriter
    /// Ends the run once the lines before it are decoded.
    private var missingLine: DecodeError?
    private var hasNoticed = false
    private let tags: SourceLine.Tags
    private var gallery: AttentionGallery?

    init(_ translator: Translator, _ arguments: DecodeArguments) throws {
        self.translator = translator
        self.arguments = arguments
        lines = try Self.lines(of: arguments.input)
        sideFiles = try arguments.sideFiles.map { try SideFile($0.role, path: $0.path) }
        writer = ResultWriter(arguments)
        tags = arguments.tags(for: translator)
        gallery = arguments.attentionPicture.map(AttentionGallery.init)
    }

    /// The lines of a file, or of standard input, until the user asks to stop.
    static func lines(of path: String?) throws(SystemError) -> LineSource {
        LineSource(try .input(path ?? ByteReader.standardName), patience: longestLine) { Interrupt.isRequested }
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
        Interrupt.listen(answering: arguments.quiet ? nil : "\(console.messageStyle == .live ? "\n" : "")\(answer)")
        var progress = DecodeProgress(
            on: console, totalByteCount: lines.totalByteCount, isQuiet: arguments.quiet)
        defer { progress.finish() }
        while !Interrupt.isRequested {
            let batch = try nextBatch()
            if batch.isEmpty { break }
            let results = translator.hypotheses(of: batch.map(\.sourceText))
            if arguments.verifiesInvariance { try verify(batch, results) }
            for (line, hypotheses) in zip(batch, results) {
                let line = line.judged(by: hypotheses[0])
                if let problem = line.problem, arguments.format != .jsonl {
                    progress.finish()
                    console.report("seq2seq-decode: \(problem)\n")
                }
                try console.write(try writer.records(line, hypotheses))
                gallery?.add(line, hypotheses[0])
            }
            try console.flush()
            if !arguments.quiet, let notice = notice(of: batch) {
                progress.finish()
                console.report("seq2seq-decode: \(notice)\n")
            }
            progress.show(lineCount: writer.lineCount, byteCount: lines.byteCount)
        }
        progress.finish()
        if Interrupt.isRequested { return .stoppedByUser }
        return try end(on: console)
    }

    /// Says what is left to say.
    private mutating func end(on console: Console) throws -> ExitCode {
        try Self.checkEnd(of: lines)
        for index in sideFiles.indices { try sideFiles[index].checkEnd(inputLines: writer.lineCount) }
        if arguments.verifiesInvariance && !arguments.quiet {
            console.report("\(Figures.grouped(writer.lineCount)) lines have the same results alone, bit by bit.\n")
        }
        if !arguments.quiet, arguments.format != .jsonl, let message = writer.unknown.message {
            console.report("seq2seq-decode: \(message)\n")
        }
        guard writer.failedLineCount > 0, arguments.format != .jsonl else { return .done }
        console.report(
            "seq2seq-decode: \(Figures.grouped(writer.failedLineCount)) of"
                + " \(Figures.counted(writer.lineCount, "line")) could not be decoded; their results are blank.\n")
        return .badData
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

    private mutating func nextBatch() throws -> [SourceLine] {
        if let missingLine { throw missingLine }
        var batch: [SourceLine] = []
        let found = try lines.next(atMost: translator.batchSize)
        if let format = lines.format { throw CorpusError.foreignFormat(path: lines.bytes.name, format) }
        for line in found {
            let number = writer.lineCount + batch.count + 1
            var source = SourceLine(line, number: number, isRecord: arguments.format == .jsonl, tags: tags)
            for index in sideFiles.indices where try !sideFiles[index].tell(&source) {
                if Interrupt.isRequested { return [] }
                let error = try sideFiles[index].missingLine(number)
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
        [logProbability.bitPattern, score.bitPattern] + rescored.map(\.bitPattern)
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
