import Seq2Seq
import Seq2SeqSettings

/// What `--dry-run` shows: everything that would decide the training.
struct DryRun {
    let lines: [String]

    init(
        _ arguments: TrainArguments, input: TrainInput, trainer: Trainer, resumedStep: Int?,
        memory: MemoryEstimate
    ) {
        let model = trainer.model
        var lines = ["Options"]
        let settings = TrainArguments.command.settings.settings
        let width = 2 + (settings.map(\.name.option.count).max() ?? 0)
        for setting in settings {
            let value = setting.text(arguments) ?? "-"
            lines.append(
                "  " + setting.name.option.padded(to: width) + value.padded(to: 24)
                    + "\(arguments.origins[setting.name])")
        }
        lines += ["", "Data"]
        let batches = input.batches
        lines += (input.notices + input.check(batches)).map { "  " + $0 }
        lines += ["", "Model"]
        let parameters = model.network.parameters
        if !model.isLanguageModel {
            lines.append("  source vocabulary  \(Figures.grouped(model.sourceVocabulary.count))")
        }
        lines.append("  target vocabulary  \(Figures.grouped(model.targetVocabulary.count))")
        if let tags = model.tagVocabulary { lines.append("  tag vocabulary     \(Figures.grouped(tags.count))") }
        lines.append("  parameters         \(Figures.grouped(parameters.count))")
        for name in parameters.names {
            if let shape = parameters.parameter(named: name).map(parameters.shape) {
                lines.append("    \(name.padded(to: 32))\(shape)")
            }
        }
        lines.append("  memory             about \(Figures.size(bytes: memory.bytes)) at the largest batch")
        lines += ["", "Training", "  steps              \(Figures.grouped(trainer.plannedSteps))"]
        if arguments.resume {
            let checkpoint = resumedStep.map { "after step \(Figures.grouped($0))" } ?? "none"
            lines.append("  checkpoint         \(checkpoint)")
        }
        lines += Self.sample(of: batches, training: input.data.training, model: model)
        if input.data.isNoisy {
            lines += ["", "Noise and dropouts of words or merges are not shown: they change pairs in each epoch."]
        }
        self.lines = lines
    }

    /// The first three batches, decoded back to text from the ids that the model would see.
    private static func sample(
        of batches: [[Int]], training: [EncodedPair], model: TranslationModel
    ) -> [String] {
        var lines: [String] = []
        for (number, indices) in batches.prefix(3).enumerated() {
            lines += ["", "Batch \(number + 1): \(Figures.counted(indices.count, "pair"))"]
            for index in indices.prefix(4) {
                lines.append("  \(text(of: training[index], model))".showingControls)
            }
            if indices.count > 4 { lines.append("  and \(indices.count - 4) more") }
        }
        return lines
    }

    private static func text(of pair: EncodedPair, _ model: TranslationModel) -> String {
        let target = model.text(ofTarget: pair.target)
        if model.isLanguageModel { return target }
        let source = model.sourceTokenizer.text(of: model.sourceVocabulary.tokens(of: pair.source))
        let second = model.sourceTokenizer.text(of: model.sourceVocabulary.tokens(of: pair.secondSource))
        let tags = model.tagVocabulary?.tokens(of: pair.tags).joined(separator: ";") ?? ""
        let read = source + (second.isEmpty ? "" : " | \(second)") + (tags.isEmpty ? "" : " (\(tags))")
        return "\(read)  ->  \(target)"
    }
}
