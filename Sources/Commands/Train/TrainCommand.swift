import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// `seq2seq-train`: learns from pairs of texts.
public enum TrainCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        TrainArguments.run(words, on: .standard()) { arguments, console in
            let files = TrainArguments.files
            guard let modelPath = arguments.model else {
                throw UsageError.missingOption(anyOf: [files[files[\.model]].spelling])
            }
            try checkOutputs(arguments, modelPath: modelPath)
            let checkpointFile = CheckpointFile(besides: modelPath)
            let lock = try arguments.dryRun || checkpointFile == nil ? nil : lock(modelPath, console, arguments)
            defer { lock?.giveUp() }
            // Without a checkpoint nothing is gone on with, and what stands there is of another training.
            let goesOn = arguments.resume && checkpointFile.map { FileStatus($0.path) != nil } == true
            // After the lock, which knows the process of another training.
            if let log = arguments.log {
                try TrainingLog.check(log, isReplaced: goesOn || arguments.overwrite)
            }
            try TrainingViews.check(arguments, goesOn: goesOn)
            try ModelDestination.protect(
                modelPath, checkpointFile, resumes: arguments.resume, overwrites: arguments.overwrite)
            let checkpoint = arguments.resume ? try checkpointFile?.read() : nil
            let earlier =
                try checkpoint.map(EarlierSettings.init(of:)) ?? arguments.like.map(EarlierSettings.init(like:))
            let input = try TrainInput(arguments, settingsOf: earlier, resuming: checkpoint)
            let plan = input.plan
            var arguments = arguments
            arguments.settings = plan.settings
            for name in TrainingSettings.table.settings.map(\.name) { arguments.origins[name] = plan.origins[name] }
            let memory = plan.data.memoryEstimate(plan.settings.model, plan.settings.training)
            try MachineMemory.check(memory)
            let trainer = try trainer(
                of: input.model(resuming: checkpoint), resuming: checkpoint, on: plan.data,
                plan.settings.training, Workspace(threads: arguments.threads))
            if arguments.dryRun {
                let dryRun = DryRun(
                    arguments, input: input, trainer: trainer, resumedStep: checkpoint?.steps, memory: memory)
                for line in dryRun.lines { try console.write(line + "\n") }
                return .done
            }
            for path in [modelPath, checkpointFile?.path].compactMap(\.self) { AtomicFile.removeLeftovers(of: path) }
            let beginning = checkpoint == nil && arguments.needsCheckpoint ? checkpointFile : nil
            let (views, log) = try leaving(trainer.checkpoint, at: beginning) {
                let views = try TrainingViews(arguments, words: words, trainer, input, goingOnFrom: checkpoint)
                return (views, try arguments.log.map { try TrainingLog(path: $0, goingOnFrom: checkpoint) })
            }
            let reporter = TrainingReporter(
                console: console, isQuiet: arguments.quiet, modelPath: modelPath, checkpointFile: checkpointFile,
                log: log, isValidated: !input.data.validation.isEmpty)
            return try train(
                trainer, on: input, arguments, resuming: checkpoint, reporter: reporter, views: views)
        }
    }

    /// Opens what tells of a training after its first checkpoint is there, so that the training can be gone on with
    /// whenever it is killed. If nothing can be opened, the checkpoint goes.
    private static func leaving<Opened>(
        _ checkpoint: @autoclosure () -> TrainingCheckpoint, at file: CheckpointFile?, _ open: () throws -> Opened
    ) throws -> Opened {
        guard let file else { return try open() }
        try checkpoint().write(to: file.path)
        do {
            return try open()
        } catch {
            file.remove()
            throw error
        }
    }

    /// Finds out before time is spent on reading and training whether the outputs can be written.
    private static func checkOutputs(_ arguments: TrainArguments, modelPath: String) throws {
        let models = [modelPath, CheckpointFile(besides: modelPath)?.path].compactMap(\.self)
        let outputs = models + [arguments.log, arguments.report, arguments.tensorBoard].compactMap(\.self)
        for output in outputs {
            try OverwrittenInput.check(
                output, among: arguments.inputs,
                readsStandardInput: arguments.inputs.contains(ByteReader.standardName))
        }
        try OverwrittenInput.checkDistinct(outputs)
        for path in models { try ModelDestination.check(path) }
    }

    /// Keeps other trainings from the same model.
    private static func lock(_ path: String, _ console: Console, _ arguments: TrainArguments) throws -> FileLock {
        let lock = try ModelDestination.lock(path)
        Interrupt.endsAtOnce(removing: lock.path)
        if !lock.isHeld && !arguments.quiet {
            console.report(
                "\(path) is on a file system without locks: make sure that no other training writes to it.\n")
        }
        return lock
    }

    private static func train(
        _ trainer: consuming Trainer, on input: TrainInput, _ arguments: TrainArguments,
        resuming checkpoint: TrainingCheckpoint?,
        reporter: consuming TrainingReporter, views: consuming TrainingViews
    ) throws -> ExitCode {
        reporter.begin(input, trainer, arguments)
        if arguments.resume { reporter.noteResumption(from: checkpoint) }
        Interrupt.listen(answering: reporter.stopping)
        let summary = try trainer.run { event in
            try reporter.receive(event)
            try views.receive(event)
            return Interrupt.isRequested ? .stop : .proceed
        }
        let exitCode = try reporter.finish(summary, trainer)
        try views.finish(summary)
        return exitCode
    }

    private static func trainer(
        of model: TranslationModel, resuming checkpoint: TrainingCheckpoint?, on data: TrainingData,
        _ options: TrainingOptions, _ workspace: Workspace
    ) throws -> Trainer {
        guard let checkpoint else { return Trainer(model, on: data, options: options, workspace: workspace) }
        do throws(CheckpointError) {
            return try Trainer(model, resuming: checkpoint, on: data, options: options, workspace: workspace)
        } catch .otherOption(let name, let before, let now) {
            throw CheckpointError.otherOption(name: SettingName.option(ofStored: name), before: before, now: now)
        }
    }
}
