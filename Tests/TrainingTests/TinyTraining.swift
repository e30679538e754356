import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining

/// Trainings that take a moment.
enum TinyTraining {
    /// Words of 1 to 4 of five letters, to themselves.
    static func pairs(_ count: Int, seed: UInt64 = 1) -> [TextPair] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            let word = (0..<random.next(in: 1...4)).map { _ in String("abcde".randomLetter(&random)) }.joined()
            return TextPair(source: word, target: word)
        }
    }

    static func data(_ count: Int = 200, options: TrainingData.Options = .init()) throws -> TrainingData {
        try TrainingData(training: pairs(count), validation: pairs(30, seed: 2), options: options)
    }

    static func configuration(hidden: Int = 16) -> EncoderDecoder.Configuration {
        var configuration = EncoderDecoder.Configuration(sourceVocabularySize: 0, targetVocabularySize: 0)
        configuration.embedding = 8
        configuration.hidden = hidden
        return configuration
    }

    static func trainer(
        _ data: TrainingData, _ options: TrainingOptions, hidden: Int = 16, validates: Bool = true,
        on workspace: Workspace = Workspace(threads: 1)
    ) -> Trainer {
        Trainer(
            data.model(configuration(hidden: hidden), seed: options.seed),
            training: data.training, validation: validates ? data.validation : [], options: options,
            workspace: workspace)
    }

    /// Goes on with such a training.
    static func trainer(
        resuming checkpoint: TrainingCheckpoint, on data: TrainingData, _ options: TrainingOptions, threads: Int = 1
    ) throws(CheckpointError) -> Trainer {
        try Trainer(
            data.model(configuration(), seed: options.seed), resuming: checkpoint, on: data, options: options,
            workspace: Workspace(threads: threads))
    }

    /// The bits of every weight, in their order.
    static func bits(_ model: TranslationModel) -> [UInt32] {
        let parameters = model.network.parameters
        return parameters.names.flatMap { name in
            parameters.parameter(named: name).map { parameters[$0].map(\.bitPattern) } ?? []
        }
    }
}

extension String {
    fileprivate func randomLetter(_ random: inout RandomSource) -> Character {
        self[index(startIndex, offsetBy: random.next(below: count))]
    }
}
