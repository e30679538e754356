import Seq2Seq

/// What the stages are told of the settings.
extension TrainArguments {
    /// How text becomes ids.
    var dataOptions: TrainingData.Options {
        TrainingData.Options(
            sourceTokens: sourceTokenization, targetTokens: targetTokenization, vocabularySize: vocabularySize,
            minimumCount: minimumCount, lowercase: lowercase, shareVocabulary: shareVocabulary,
            subwordDropout: subwordDropout, maximumLength: maximumLength, validFraction: validFraction ?? 0, seed: seed)
    }

    /// The model's sizes; the vocabularies' are known once the pairs are read.
    var configuration: EncoderDecoder.Configuration {
        EncoderDecoder.Configuration(
            embedding: embedding, hidden: hidden, layers: layers, bidirectional: bidirectional, bridge: bridge,
            reverseSource: reverseSource, attention: attention, inputFeeding: inputFeeding, tieEmbeddings: tieEmbeddings
        )
    }

    /// How to train.
    var trainingOptions: TrainingOptions {
        TrainingOptions(
            epochs: epochLimit, steps: steps, batchSize: batchSize, optimizer: optimizer, learningRate: learningRate,
            schedule: schedule, warmupSteps: warmupSteps, clipNorm: clipNorm > 0 ? clipNorm : nil,
            dropout: dropout, variationalDropout: variationalDropout, labelSmoothing: labelSmoothing,
            validateEvery: validateEvery,
            checkpointEvery: checkpointEvery, patience: patience,
            metric: metric, seed: seed)
    }

    /// What the model file remembers of the training.
    var trainingRecord: TrainingRecord {
        TrainingRecord(
            epochs: epochLimit, steps: steps, batchSize: batchSize, optimizer: optimizer.rawValue,
            learningRate: learningRate, schedule: schedule.rawValue, warmupSteps: warmupSteps, clipNorm: clipNorm,
            dropout: dropout, variationalDropout: variationalDropout ? true : nil, labelSmoothing: labelSmoothing,
            seed: seed, metric: metric.rawValue,
            minimumCount: minimumCount, vocabularySize: vocabularySize,
            subwordDropout: subwordDropout, shareVocabulary: shareVocabulary)
    }
}
