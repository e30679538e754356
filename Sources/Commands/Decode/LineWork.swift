import Seq2Seq
import Seq2SeqFiles

/// What becomes of lines as they come, a batch at a time: they are decoded, or become vectors.
protocol LineWork {
    var arguments: DecodeArguments { get }
    /// Where the lines come from.
    var lines: LineSource { get set }
    /// Lines that are done.
    var lineCount: Int { get }
    /// Those of them with which it could not be done.
    var failedLineCount: Int { get }
    /// What the model does not know of them.
    var unknown: UnknownSources { get }

    /// The next lines, read only as they are needed; none at the end.
    mutating func nextBatch() throws -> [SourceLine]

    /// Does it with some lines and writes what comes of it.
    ///
    /// - Parameter tell: is told why a line was given up.
    /// - Returns: what else is worth knowing of the lines.
    mutating func work(
        on batch: [SourceLine], console: inout Console, telling tell: (LineProblem) -> Void
    ) throws -> String?
}

extension LineWork {
    /// Does it with all lines, or with those before the user asked to stop.
    ///
    /// - Parameter answer: what the first Ctrl-C is answered with.
    mutating func workThrough(answering answer: String, on console: inout Console) throws {
        let (arguments, messages) = (arguments, console)
        Interrupt.listen(answering: arguments.quiet ? nil : answer)
        var progress = DecodeProgress(on: console, totalByteCount: lines.totalByteCount, isQuiet: arguments.quiet)
        defer { progress.finish() }
        func tell(_ message: String) {
            progress.finish()
            messages.report("seq2seq-decode: \(message)\n")
        }
        while !Interrupt.isRequested {
            let batch = try nextBatch()
            if batch.isEmpty { return }
            let notice = try work(on: batch, console: &console) { problem in
                if arguments.format != .jsonl { tell("\(problem)") }
            }
            try console.flush()
            if let notice, !arguments.quiet { tell(notice) }
            progress.show(lineCount: lineCount, byteCount: lines.byteCount)
        }
    }

    /// Says what is left to say, which results of JSON tell themselves.
    ///
    /// - Parameters:
    ///   - failure: what could not be done with a line: `decoded`.
    ///   - remains: what stands in its place.
    func end(_ failure: String, _ remains: String, on console: Console) -> ExitCode {
        guard arguments.format != .jsonl else { return .done }
        for message in unknown.messages where !arguments.quiet { console.report("seq2seq-decode: \(message)\n") }
        guard failedLineCount > 0 else { return .done }
        console.report(
            "seq2seq-decode: \(Figures.grouped(failedLineCount)) of \(Figures.counted(lineCount, "line")) could not be"
                + " \(failure); their \(remains).\n")
        return .badData
    }

    /// Lines that are there, at least one unless there are no more.
    mutating func nextLines(atMost count: Int) throws -> [Result<String, LineError>] {
        let found = try lines.next(atMost: count)
        if let format = lines.format { throw CorpusError.foreignFormat(path: lines.bytes.name, format) }
        return found
    }
}
