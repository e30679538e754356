import Seq2Seq
import Seq2SeqFiles

/// `seq2seq-decode`: decodes lines of text with a trained model.
public enum DecodeCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        DecodeArguments.run(words, on: .standard()) { arguments, console in
            if let picture = arguments.attentionPicture {
                try OverwrittenInput.check(
                    picture, among: arguments.modelFiles + arguments.inputs,
                    readsStandardInput: arguments.readsStandardInput)
                try OverwrittenInput.checkDistinct([picture, arguments.output].compactMap(\.self))
                try ReportDestination.checkPicture(picture)
            }
            let translator = try arguments.translator {
                if !arguments.quiet { console.report("seq2seq-decode: \($0)\n") }
            }
            // Before the output, so that nothing is left behind where there is nothing to decode.
            var work = try Work(arguments, translator)
            let readsStandardInput = arguments.readsStandardInput
            guard let output = arguments.output, output != ByteReader.standardName else {
                if readsStandardInput { try OverwrittenInput.checkStandardOutput() }
                return try work.run(on: &console)
            }
            try OverwrittenInput.check(
                output, among: arguments.modelFiles + arguments.inputs,
                readsStandardInput: readsStandardInput)
            try ModelDestination.protect(fromResults: output)
            return try work.run(on: console, replacing: output)
        }
    }

    /// What the command does.
    private enum Work {
        case decode(LineDecoder)
        /// Pairs whose targets are scored.
        case score(PairScorer)
        /// Lines that become vectors.
        case encode(LineEncoder)

        init(_ arguments: DecodeArguments, _ translator: Translator) throws {
            if let path = arguments.score {
                var reading = PairReading(columns: arguments.scoredColumns, linesBefore: arguments.linesBefore)
                reading.targetsAlone = translator.model.isLanguageModel
                reading.allowsBlank = translator.allowsBlank
                let corpus = try reading.pairs(at: path)
                try MachineMemory.checkScoring(corpus, from: PairReading.name(of: path), with: translator)
                self = .score(PairScorer(corpus, translator, arguments))
            } else if arguments.encodes {
                self = .encode(try LineEncoder(translator, arguments))
            } else {
                self = .decode(try LineDecoder(translator, arguments))
            }
        }

        /// Does it with results that go to a file. Those of before an error or a stop are kept; where there are none, or
        /// they cannot be written, the file is left as it was.
        mutating func run(on console: Console, replacing path: String) throws -> ExitCode {
            AtomicFile.removeLeftovers(of: path)
            let output = try AtomicFile(replacing: path, orWriting: true)
            var console = console.writing(to: output.writer)
            let end = Result { try run(on: &console) }
            if case .failure(let error) = end, error is OutputError || console.isUnused { throw error }
            try console.flush()
            try output.commit()
            return try end.get()
        }

        mutating func run(on console: inout Console) throws -> ExitCode {
            switch self {
            case .decode(var decoder): return try decoder.run(on: &console)
            case .score(let scorer): return try scorer.run(on: &console)
            case .encode(var encoder): return try encoder.run(on: &console)
            }
        }
    }
}
