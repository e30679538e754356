import Seq2Seq

/// What the stages are told of the settings.
extension TrainArguments {
    /// How text becomes ids.
    var dataOptions: TrainingData.Options {
        var options = TrainingData.Options()
        options.sourceTokens = sourceTokenization
        options.targetTokens = targetTokenization
        options.vocabularySize = vocabularySize
        options.minimumCount = minimumCount
        options.maximumLength = maximumLength
        options.validFraction = validFraction ?? 0
        options.seed = seed
        return options
    }

    /// The model's sizes; the vocabularies' are known once the pairs are read.
    var configuration: EncoderDecoder.Configuration {
        var configuration = EncoderDecoder.Configuration(sourceVocabularySize: 0, targetVocabularySize: 0)
        configuration.embedding = embedding
        configuration.hidden = hidden
        configuration.layers = layers
        configuration.bidirectional = bidirectional
        configuration.bridge = bridge
        configuration.reverseSource = reverseSource
        return configuration
    }

    /// How to train.
    var trainingOptions: TrainingOptions {
        var options = TrainingOptions()
        options.epochs = epochLimit
        options.steps = steps
        options.batchSize = batchSize
        options.optimizer = optimizer
        options.learningRate = learningRate
        options.schedule = schedule
        options.warmupSteps = warmupSteps
        options.clipNorm = clipNorm > 0 ? clipNorm : nil
        options.validateEvery = validateEvery
        options.patience = patience
        options.metric = metric
        options.seed = seed
        return options
    }

    /// What the model file remembers of the training.
    var trainingRecord: TrainingRecord {
        TrainingRecord(
            epochs: epochLimit, steps: steps, batchSize: batchSize, optimizer: optimizer.rawValue,
            learningRate: learningRate, schedule: schedule.rawValue, warmupSteps: warmupSteps, clipNorm: clipNorm,
            seed: seed, metric: metric.rawValue,
            minimumCount: minimumCount, vocabularySize: vocabularySize)
    }
}
