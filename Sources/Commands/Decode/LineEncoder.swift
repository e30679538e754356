import Foundation
import Seq2Seq
import Seq2SeqFiles

/// Writes each line as the vector that the encoder makes of it: as JSON objects, as they come, or all as one tensor.
struct LineEncoder {
    private let translator: Translator
    private let arguments: DecodeArguments
    private var lines: LineSource
    private let encoder = JSONEncoder.ofLines
    private var lineCount = 0
    private var failedLineCount = 0
    /// What goes into the tensor, row after row.
    private var encodings: [Float] = []
    private var unknown = UnknownSources()
    private let tags: SourceLine.Tags

    init(_ translator: Translator, _ arguments: DecodeArguments) throws {
        self.translator = translator
        self.arguments = arguments
        lines = try LineDecoder.lines(of: arguments.input, linesBefore: arguments.linesBefore)
        tags = arguments.tags(for: translator)
    }

    /// Encodes all lines, or those before the user asked to stop.
    mutating func run(on console: inout Console) throws -> ExitCode {
        Interrupt.listen(answering: arguments.quiet ? nil : "Stopping. Ctrl-C again ends at once.\n")
        var progress = DecodeProgress(
            on: console, totalByteCount: lines.totalByteCount, isQuiet: arguments.quiet)
        defer { progress.finish() }
        while !Interrupt.isRequested {
            let batch = try nextBatch()
            if batch.isEmpty { break }
            for (line, encoding) in zip(batch, translator.encodings(of: batch.map(\.text))) {
                if let problem = line.problem {
                    failedLineCount += 1
                    if arguments.format != .jsonl {
                        progress.finish()
                        console.report("seq2seq-decode: \(problem)\n")
                    }
                }
                if arguments.format == .jsonl {
                    try console.write(try json(line, encoding) + "\n")
                } else {
                    encodings += encoding
                }
            }
            try console.flush()
            progress.show(lineCount: lineCount, byteCount: lines.byteCount)
        }
        progress.finish()
        return try end(on: &console)
    }

    private mutating func end(on console: inout Console) throws -> ExitCode {
        if arguments.format == .safetensors {
            let size = translator.model.network.configuration.hidden
            try console.write(bytes: try EncodingsFile.bytes(of: encodings, size: size))
        }
        if Interrupt.isRequested { return .stoppedByUser }
        try LineDecoder.checkEnd(of: lines)
        if !arguments.quiet, arguments.format != .jsonl, let message = unknown.message {
            console.report("seq2seq-decode: \(message)\n")
        }
        guard failedLineCount > 0, arguments.format != .jsonl else { return .done }
        console.report(
            "seq2seq-decode: \(Figures.grouped(failedLineCount)) of \(Figures.counted(lineCount, "line")) could not be"
                + " encoded; their rows are zeros.\n")
        return .badData
    }

    private mutating func nextBatch() throws -> [SourceLine] {
        let found = try lines.next(atMost: translator.batchSize)
        if let format = lines.format { throw CorpusError.foreignFormat(path: lines.bytes.name, format) }
        return found.map { line in
            lineCount += 1
            let number = arguments.linesBefore + lineCount
            var source = SourceLine(line, number: number, isRecord: arguments.format == .jsonl, tags: tags)
            source.refuseIfTooLarge(for: translator)
            count(source)
            return source
        }
    }

    private mutating func count(_ source: SourceLine) {
        guard source.problem == nil, !source.isBlank else { return }
        let ids = translator.model.encodedSource(of: source.text)
        unknown.add(count: ids.count { $0 == Vocabulary.unknown }, of: ids.count, line: source.number)
    }

    /// An object whose members are in the order of their names.
    private func json(_ line: SourceLine, _ encoding: [Float]) throws -> String {
        func member(_ name: String, _ value: some Encodable) throws -> String {
            "\"\(name)\":" + String(decoding: try encoder.encode(value), as: UTF8.self)
        }
        let result = try line.problem.map { try member("error", $0.description) } ?? member("encoding", encoding)
        let id = line.id.map { ["\"id\":" + $0] } ?? []
        let source = line.problem == nil ? [try member("source", line.text)] : []
        return "{" + ([result] + id + [try member("line", line.number)] + source).joined(separator: ",") + "}"
    }
}
