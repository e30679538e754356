import Seq2Seq
import Seq2SeqFiles

/// `seq2seq-convert`: stores a model's weights in 8 bits, or adds a shortlist to it.
public enum ConvertCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        ConvertArguments.run(words, on: .standard()) { arguments, console in
            let (path, output) = (arguments.model ?? "", arguments.output ?? "")
            try OverwrittenInput.check(output, among: [path, arguments.pairs, arguments.shortlistPairs])
            try ModelDestination.check(output)
            let isReplaced = ModelDestination.isReplaced(output)
            let lock = isReplaced ? try ModelDestination.lock(output) : nil
            defer { lock?.giveUp() }
            if let lock { Interrupt.endsAtOnce(removing: lock.path) }
            if isReplaced { try ModelDestination.protect(fromConversion: output, overwrites: arguments.overwrites) }
            let model = try TranslationModel(contentsOf: path, threads: arguments.threads)
            if arguments.form == .int8 && model.precision == .int8 { throw ConvertError.isConverted(path) }
            try arguments.checkFurtherTexts(of: model)
            var pairs = ConversionPairs(arguments, model)
            for notice in try pairs.read() where !arguments.quiet { console.report("seq2seq-convert: \(notice)\n") }
            var converted = arguments.form == .int8 ? model.quantized(threads: arguments.threads) : model
            if let corpus = pairs.shortlist {
                do throws(ShortlistError) {
                    converted.shortlist = try model.alignedShortlist(
                        of: corpus.pairs, arguments.shortlist, threads: arguments.threads)
                } catch {
                    throw ConvertError.noShortlist(path, error)
                }
            }
            var report = ConversionReport(from: path, to: output, model, converted)
            if pairs.shortlist != nil { report.shortlist = converted.shortlist }
            report.trial = try pairs.trial(of: model, converted)
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
    /// There is nothing to make a shortlist of.
    case noShortlist(String, ShortlistError)

    var exitCode: ExitCode {
        switch self {
        case .isConverted: .badData
        case .noShortlist: .wrongUsage
        }
    }

    var description: String {
        switch self {
        case .isConverted(let path): "\(path) holds weights in 8 bits already. Give the model that it was made of."
        case .noShortlist(let path, let error): "\(path): \(error)"
        }
    }
}
