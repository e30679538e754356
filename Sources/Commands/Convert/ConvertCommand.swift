import Seq2Seq
import Seq2SeqFiles

/// `seq2seq-convert`: stores a model's weights in 8 bits.
public enum ConvertCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        ConvertArguments.run(words, on: .standard()) { arguments, console in
            let (path, output) = (arguments.model ?? "", arguments.output ?? "")
            try OverwrittenInput.check(output, among: [path, arguments.pairs])
            try ModelDestination.check(output)
            let isReplaced = ModelDestination.isReplaced(output)
            let lock = isReplaced ? try ModelDestination.lock(output) : nil
            defer { lock?.giveUp() }
            if let lock { Interrupt.endsAtOnce(removing: lock.path) }
            if isReplaced { try ModelDestination.protect(fromConversion: output, overwrites: arguments.overwrites) }
            let model = try TranslationModel(contentsOf: path, threads: arguments.threads)
            if model.precision == .int8 { throw ConvertError.isConverted(path) }
            let readsTags = model.tagVocabulary != nil
            if arguments.pairs != nil && readsTags != (arguments.tags != nil) {
                throw readsTags ? DecodeError.needsTags(option: "--tags COLUMN") : .readsNoTags(option: "--tags")
            }
            let readsSecond = model.readsSecondSource
            if arguments.pairs != nil && readsSecond != (arguments.secondSource != nil) {
                throw readsSecond
                    ? DecodeError.needsSecondSource(option: "--second-source COLUMN")
                    : .readsNoSecondSource(option: "--second-source")
            }
            let columns = (arguments.columns ?? .firstTwo).with(tags: arguments.tags)
            var reading = PairReading(columns: columns.with(secondSource: arguments.secondSource))
            reading.targetsAlone = model.isLanguageModel
            let corpus = try arguments.pairs.map { try reading.pairs(at: $0) }
            for notice in corpus?.notices ?? [] where !arguments.quiet {
                console.report("seq2seq-convert: \(notice)\n")
            }
            let converted = model.quantized(threads: arguments.threads)
            var report = ConversionReport(from: path, to: output, model, converted)
            if let corpus {
                let translator = Translator(model, threads: arguments.threads)
                try MachineMemory.checkScoring(
                    corpus, from: PairReading.name(of: arguments.pairs ?? ""), with: translator)
                report.trial = ConversionTrial(
                    corpus.pairs, translator, Translator(converted, threads: arguments.threads))
            }
            AtomicFile.removeLeftovers(of: output)
            try converted.write(to: output)
            report.outputBytes = FileStatus(output)?.byteCount
            // An object is asked for as a result, which is no chatter.
            if !arguments.quiet || arguments.format == .json {
                let text = arguments.format == .json ? "\(report.json)\n" : report.text
                // What is written on may be standard output itself.
                if isReplaced { try console.write(text) } else { console.report(text) }
            }
            return .done
        }
    }
}

/// Why a model is not converted.
enum ConvertError: ExitCodeProviding {
    /// Its weights are in 8 bits already.
    case isConverted(String)

    var exitCode: ExitCode { .badData }

    var description: String {
        switch self {
        case .isConverted(let path): "\(path) holds weights in 8 bits already. Give the model that it was made of."
        }
    }
}
