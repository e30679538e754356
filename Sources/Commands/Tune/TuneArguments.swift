import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// What `seq2seq-tune` is told.
package struct TuneArguments: CommandArguments {
    /// What every trial is told.
    package var training = TrainArguments()
    package var trialCount: Int?
    package var stepsPerRung: Int?
    package var jobCount: Int?
    package var resume = false
    package var log: String?

    package var origins = SettingOrigins()

    package init() {}

    package mutating func settle() {
        training.origins = origins
        training.settle()
    }

    /// The command line of `seq2seq-train` for a trial, the command's own name left out.
    ///
    /// - Parameters:
    ///   - drawn: settings that were drawn.
    ///   - model: where the model goes.
    func words(with drawn: [(name: SettingName, value: String)], model: String) -> [String] {
        let outputs = [TrainArguments.files[\.model], TrainArguments.files[\.overwrite]].map(\.stored) + ["quiet"]
        let own = Self.trainingSettings.settings.filter {
            training.origins.isGiven($0.name) && !outputs.contains($0.name.stored)
        }
        let given = own.map { ($0.name, $0.text(self) ?? "", $0.placeholder == nil) }
        let table = TrainingSettings.table
        let chosen = drawn.map { ($0.name, $0.value, table[$0.name].placeholder == nil) }
        return (given + chosen).flatMap { name, value, isFlag in
            if !isFlag { return [name.option, value] }
            return [value == "on" ? name.option : name.offOption]
        } + [TrainArguments.files[\.model].option, model]
    }
}

extension TuneArguments {
    package static let command = Command<TuneArguments>(
        name: "seq2seq-tune",
        usage: [
            "--train PAIRS.tsv --valid PAIRS.tsv --model BEST.safetensors --trials N [options]"
        ],
        summary: "Searches for better settings than the recipe's: trains with settings drawn around them, gives up the"
            + " worse trials early, and keeps the model that is the best in validation. Options of seq2seq-train stay as"
            + " they are given. The last line of standard output is the command that trains the same model, byte for byte.",
        settings: SettingTable(
            merging: [own, trainingSettings],
            groups: ["Search", "Data", "Recipe", "Tokens", "Model", "Training", "Output"]),
        switches: TrainArguments.command.switches,
        check: { arguments in
            let inputs = arguments.training.inputs
            if inputs.contains(ByteReader.standardName) { return .noStandardInput }
            return TrainArguments.command.check(arguments.training)
        },
        examples: [
            Command.Example(
                "The best of 12 trials:",
                "seq2seq-tune --train train.tsv --valid dev.tsv --trials 12 \\", "    --model best.safetensors"),
            Command.Example(
                "With a state of 512, searching for the rest:",
                "seq2seq-tune --train train.tsv --valid dev.tsv --trials 20 \\",
                "    --hidden 512 --model best.safetensors"),
        ])

    private static let own = SettingTable<TuneArguments>(
        [
            SettingGroup(
                "Search",
                [
                    Setting(
                        "trials", \.trialCount, property: "trialCount", .integer(in: 1...100_000),
                        "Trainings that begin; the first has the recipe's settings and always goes on to its end."),
                    Setting(
                        "steps_per_rung", \.stepsPerRung, .integer(atLeast: 1),
                        "Compare the trials at the first validation from step N on, then from 3 N, 9 N and so on, and go on with the best third;"
                            + " without it after a ninth of the recipe's steps."),
                    Setting(
                        "jobs", \.jobCount, property: "jobCount", .integer(in: 1...1024),
                        "Trials that run side by side, instead of one a core."),
                ]),
            SettingGroup(
                "Output",
                [
                    .log(\.log),
                    Setting(
                        "resume", \.resume,
                        "Go on with the search that was stopped, as if there had been no stop."),
                ]),
        ],
        rules: { name in [.required(anyOf: [name[\.trialCount]])] })

    /// What a trial can be told.
    static let trainingSettings = TrainArguments.command.settings.without([
        "log", "report", "tensorboard", "resume", "dry_run", "threads", "time_limit", "checkpoint_every", "samples",
        "like", "from", "tokens_of", "replay", "vocabulary", "freeze", "source_embeddings", "target_embeddings",
    ]).lifted(to: \TuneArguments.training)
}
