import Seq2Seq

/// `seq2seq-train`: learns from pairs of texts.
public enum TrainCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        TrainArguments.run(words, on: .standard()) { arguments, console in
            guard let modelPath = arguments.model else { throw UsageError.missingOption(anyOf: ["--model FILE"]) }
            let input = try TrainInput(arguments)
            let memory = input.data.memoryEstimate(
                arguments.configuration, batchSize: arguments.batchSize, optimizer: arguments.optimizer)
            try MachineMemory.check(memory)
            let model = input.data.model(
                arguments.configuration, seed: arguments.seed, record: arguments.trainingRecord)
            if arguments.dryRun {
                let dryRun = DryRun(arguments, input: input, model: model, memory: memory)
                for line in dryRun.lines { try console.write(line + "\n") }
                return .done
            }
            return try train(model, on: input, arguments, modelPath: modelPath, console: console)
        }
    }

    private static func train(
        _ model: TranslationModel, on input: TrainInput, _ arguments: TrainArguments, modelPath: String,
        console: Console
    ) throws -> ExitCode {
        let inputs = [
            arguments.train, arguments.source, arguments.target, arguments.valid, arguments.validSource,
            arguments.validTarget,
        ]
        for output in [modelPath, arguments.log].compactMap(\.self) {
            try OverwrittenInput.check(output, among: inputs)
        }
        try ModelDestination.check(modelPath)
        let workspace = Workspace(threads: arguments.threads)
        var trainer = Trainer(model, on: input.data, options: arguments.trainingOptions, workspace: workspace)
        var reporter = TrainingReporter(
            console: console, isQuiet: arguments.quiet, modelPath: modelPath,
            log: try arguments.log.map(TrainingLog.init), isValidated: !input.data.validation.isEmpty)
        reporter.begin(input, model, arguments, workspace, plannedSteps: trainer.plannedSteps)
        Interrupt.listen()
        let summary = try trainer.run { event in
            try reporter.receive(event)
            return Interrupt.isRequested ? .stop : .proceed
        }
        return try reporter.finish(summary, bestModel: trainer.bestModel)
    }
}
