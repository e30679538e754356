import Seq2Seq
import Seq2SeqFiles

/// `seq2seq-tune`: searches for the settings that do best in validation.
public enum TuneCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: the command line without the command's own name.
    /// - Returns: how the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        TuneArguments.run(words, on: .standard()) { arguments, console in
            let files = TrainArguments.files
            guard let model = arguments.training.model else {
                throw UsageError.missingOption(anyOf: [files[files[\.model]].spelling])
            }
            let directory = model + ".trials"
            let inputs = arguments.training.inputs
            for output in [model, arguments.log].compactMap(\.self) {
                try OverwrittenInput.check(output, among: inputs, readsStandardInput: false)
            }
            try OverwrittenInput.checkDistinct([model, arguments.log].compactMap(\.self))
            try ModelDestination.check(model)
            if let log = arguments.log {
                try TuneLog.check(log, isReplaced: arguments.resume || arguments.training.overwrite)
            }
            let lock = try ModelDestination.lock(model)
            defer { lock.giveUp() }
            Interrupt.endsAtOnce(removing: lock.path)
            try ModelDestination.protect(
                model, CheckpointFile(besides: model), resumes: false,
                overwrites: arguments.training.overwrite || arguments.resume)
            let corpora = try TrainCorpora(arguments.training)
            let log = try arguments.log.map { try TuneLog($0, goesOn: arguments.resume) }
            var search = try TuneSearch(arguments, corpora, model: model, directory: directory)
            Interrupt.listen(answering: "Stopping once the trials are saved. Ctrl-C again ends at once.\n")
            guard let winner = try search.run(on: console, log: log) else { return .stoppedByUser }
            try AtomicFile.write(ByteReader.contents(of: winner.modelPath), to: model)
            search.finish(winner, on: console, log: log)
            try console.write(TypedCommand.line(TrainArguments.command.name, winner.words) + "\n")
            return .done
        }
    }
}
