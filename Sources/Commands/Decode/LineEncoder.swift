import Foundation
import Seq2Seq
import Seq2SeqFiles

/// Writes each line as the vector that the encoder makes of it: as JSON objects, as they come, or all as one tensor.
struct LineEncoder: LineWork {
    private let translator: Translator
    let arguments: DecodeArguments
    var lines: LineSource
    private let encoder = JSONEncoder.ofLines
    private(set) var lineCount = 0
    private(set) var failedLineCount = 0
    /// What goes into the tensor, row after row.
    private var encodings: [Float] = []
    private(set) var unknown = UnknownSources()
    private let further: [FurtherText: FurtherText.Place]

    init(_ translator: Translator, _ arguments: DecodeArguments) throws {
        self.translator = translator
        self.arguments = arguments
        lines = try LineDecoder.lines(of: arguments.input, linesBefore: arguments.linesBefore)
        further = arguments.further(for: translator)
    }

    /// Encodes all lines, or those before the user asked to stop.
    mutating func run(on console: inout Console) throws -> ExitCode {
        try workThrough(answering: "Stopping. Ctrl-C again ends at once.\n", on: &console)
        if arguments.format == .safetensors {
            let size = translator.model.network.configuration.hidden
            try console.write(bytes: try EncodingsFile.bytes(of: encodings, size: size))
        }
        if Interrupt.isRequested { return .stoppedByUser }
        try LineDecoder.checkEnd(of: lines)
        return end("encoded", "rows are zeros", on: console)
    }

    mutating func work(
        on batch: [SourceLine], console: inout Console, telling tell: (LineProblem) -> Void
    ) throws -> String? {
        for (line, encoding) in zip(batch, translator.encodings(of: batch.map(\.text))) {
            if let problem = line.problem {
                failedLineCount += 1
                tell(problem)
            }
            if arguments.format == .jsonl {
                try console.write(try json(line, encoding) + "\n")
            } else {
                encodings += encoding
            }
        }
        return nil
    }

    mutating func nextBatch() throws -> [SourceLine] {
        try nextLines(atMost: translator.batchSize).map { line in
            lineCount += 1
            let number = arguments.linesBefore + lineCount
            var source = SourceLine(
                line, number: number, isRecord: arguments.format == .jsonl, further: further)
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
