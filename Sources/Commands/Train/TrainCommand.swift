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
            try TrainingProcesses.run(on: &console) { processes, console in
                try run(arguments, words, among: processes, on: &console)
            }
        }
    }

    private static func run(
        _ arguments: TrainArguments, _ words: [String], among processes: TrainingProcesses, on console: inout Console
    ) throws -> ExitCode {
        let files = TrainArguments.files
        guard let modelPath = arguments.model else {
            throw UsageError.missingOption(anyOf: [files[files[\.model]].spelling])
        }
        let checkpointFile = CheckpointFile(besides: modelPath)
        var lock: FileLock?
        defer { lock?.giveUp() }
        var (prepared, trainer) = try processes.together {
            if processes.isFirst { lock = try claim(modelPath, checkpointFile, arguments, console) }
            return try prepare(arguments, checkpointFile)
        }
        if arguments.dryRun {
            guard processes.isFirst else { return .done }
            let dryRun = DryRun(
                prepared.arguments, input: prepared.input, trainer: trainer, resumedStep: prepared.checkpoint?.steps,
                memory: prepared.memory)
            for line in dryRun.lines { try console.write(line + "\n") }
            return .done
        }
        if let others = processes.communicator { try processes.together { try trainer.share(with: others) } }
        let isBeginning = prepared.checkpoint == nil && arguments.needsCheckpoint && checkpointFile != nil
        guard processes.isFirst else { return try follow(trainer, among: processes) }
        for path in [modelPath, checkpointFile?.path].compactMap(\.self) { AtomicFile.removeLeftovers(of: path) }
        let (checkpoint, input) = (prepared.checkpoint, prepared.input)
        let (views, log) = try leaving(trainer.checkpoint, at: isBeginning ? checkpointFile : nil) {
            let views = try TrainingViews(prepared.arguments, words: words, trainer, input, goingOnFrom: checkpoint)
            return (views, try arguments.log.map { try TrainingLog(path: $0, goingOnFrom: checkpoint) })
        }
        let reporter = TrainingReporter(
            console: console, isQuiet: arguments.quiet, modelPath: modelPath, checkpointFile: checkpointFile,
            log: log, isValidated: !input.data.validation.isEmpty)
        return try train(
            trainer, on: prepared, among: processes, reporter: reporter, views: views)
    }

    /// What a training is made of.
    private struct Prepared {
        /// With what was decided of the settings that were not given.
        let arguments: TrainArguments
        let input: TrainInput
        /// What is gone on with.
        let checkpoint: TrainingCheckpoint?
        let memory: MemoryEstimate
    }

    /// Makes sure that what the training writes can be written, and is nobody else's.
    private static func claim(
        _ modelPath: String, _ checkpointFile: CheckpointFile?, _ arguments: TrainArguments, _ console: Console
    ) throws -> FileLock? {
        try checkOutputs(arguments, modelPath: modelPath)
        let lock = try arguments.dryRun || checkpointFile == nil ? nil : lock(modelPath, console, arguments)
        do {
            // Without a checkpoint nothing is gone on with, and what stands there is of another training.
            let goesOn = arguments.resume && checkpointFile.map { FileStatus($0.path) != nil } == true
            // After the lock, which knows the process of another training.
            if let log = arguments.log {
                try TrainingLog.check(log, isReplaced: goesOn || arguments.overwrite)
            }
            try TrainingViews.check(arguments, goesOn: goesOn)
            try ModelDestination.protect(
                modelPath, checkpointFile, resumes: arguments.resume, overwrites: arguments.overwrite)
        } catch {
            lock?.giveUp()
            throw error
        }
        return lock
    }

    /// Reads what the training goes on from and learns from, and decides what is to be decided.
    private static func prepare(
        _ arguments: TrainArguments, _ checkpointFile: CheckpointFile?
    ) throws -> (Prepared, Trainer) {
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
        return (Prepared(arguments: arguments, input: input, checkpoint: checkpoint, memory: memory), trainer)
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
        _ trainer: consuming Trainer, on prepared: Prepared, among processes: TrainingProcesses,
        reporter: consuming TrainingReporter, views: consuming TrainingViews
    ) throws -> ExitCode {
        reporter.begin(prepared.input, trainer, prepared.arguments)
        if prepared.arguments.resume { reporter.noteResumption(from: prepared.checkpoint) }
        Interrupt.listen(answering: reporter.stopping)
        let summary = try trainer.run { event in
            try reporter.receive(event)
            try views.receive(event)
            return processes.isAny(Interrupt.isRequested) ? .stop : .proceed
        }
        let exitCode = try reporter.finish(summary, trainer)
        try views.finish(summary)
        return exitCode
    }

    /// Trains with the process that tells and saves.
    private static func follow(
        _ trainer: consuming Trainer, among processes: TrainingProcesses
    ) throws -> ExitCode {
        Interrupt.listen(answering: nil)
        let summary = try trainer.run { event in
            switch event {
            case .largerBatch(let estimate): try MachineMemory.check(estimate)
            case .checkpoint(let checkpoint): checkpoint.standBy()
            default: break
            }
            return processes.isAny(Interrupt.isRequested) ? .stop : .proceed
        }
        if TrainingReporter.savesCheckpoint(after: summary.ending) { trainer.checkpoint.standBy() }
        return TrainingReporter.exitCode(after: summary.ending)
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
