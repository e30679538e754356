import Foundation
import Seq2Seq

/// `seq2seq-decode`: decodes lines of text with a trained model.
public enum DecodeCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        DecodeArguments.run(words, on: .standard()) { arguments, console in
            guard let path = arguments.model else { throw UsageError.missingOption(anyOf: ["--model FILE"]) }
            var translator = Translator(try TranslationModel(contentsOf: path), threads: arguments.threads)
            translator.batchSize = arguments.batchSize
            translator.maximumLength = arguments.maximumLength
            // Before the output, so that nothing is left behind where there is nothing to decode.
            let input = try Input(arguments)
            guard let output = arguments.output else { return try write(input, translator, arguments, &console) }
            try OverwrittenInput.check(output, among: [path, arguments.input, arguments.score])
            var file = try console.writing(to: output)
            let end = try write(input, translator, arguments, &file)
            try file.flush()
            return end
        }
    }

    /// What the command works on.
    private enum Input {
        case lines(InputFile)
        /// Pairs whose targets are scored.
        case pairs([TextPair])

        init(_ arguments: DecodeArguments) throws {
            if let path = arguments.score {
                self = .pairs(try ParallelCorpus(pairsAt: path).pairs)
            } else {
                self = .lines(try InputFile(arguments.input))
            }
        }
    }

    private static func write(
        _ input: Input, _ translator: Translator, _ arguments: DecodeArguments, _ console: inout Console
    ) throws -> ExitCode {
        switch input {
        case .lines(let lines): return try decode(lines, translator, arguments, &console)
        case .pairs(let pairs):
            for logProbability in translator.logProbabilities(of: pairs) { try console.write("\(logProbability)\n") }
            return .done
        }
    }

    /// Decodes what there is as soon as it is there, so that the command works between two others that talk line by
    /// line, and holds no more than a batch and a piece of input.
    private static func decode(
        _ input: InputFile, _ translator: Translator, _ arguments: DecodeArguments, _ console: inout Console
    ) throws -> ExitCode {
        var writer = ResultWriter(format: arguments.format, showsScores: arguments.scores)
        var reader = LineReader()
        while let bytes = try input.read() {
            try decode(reader.lines(adding: bytes), translator, &writer, &console)
        }
        if let line = reader.lastLine() { try decode([line], translator, &writer, &console) }
        guard writer.failedLines > 0, arguments.format != .jsonl else { return .done }
        console.report(
            "seq2seq-decode: \(writer.failedLines) of \(writer.lineNumber) lines could not be decoded; their results"
                + " are blank.\n")
        return .badData
    }

    private static func decode(
        _ lines: [Result<String, LineError>], _ translator: Translator, _ writer: inout ResultWriter,
        _ console: inout Console
    ) throws {
        for start in stride(from: 0, to: lines.count, by: translator.batchSize) {
            let batch = lines[start..<min(start + translator.batchSize, lines.count)].map {
                SourceLine($0, isRecord: writer.format == .jsonl)
            }
            let translations = translator.translations(of: batch.map(\.text))
            for (line, translation) in zip(batch, translations) {
                if let problem = line.problem, writer.format != .jsonl {
                    console.report("seq2seq-decode: \(problem)\n")
                }
                try console.write(try writer.record(line, translation))
            }
            try console.flush()
        }
    }
}
