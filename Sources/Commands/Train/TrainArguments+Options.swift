import Seq2Seq

/// What the stages are told of the settings.
extension TrainArguments {
    /// How text becomes ids.
    var dataOptions: TrainingData.Options {
        TrainingData.Options(
            sourceTokens: sourceTokenization, targetTokens: targetTokenization, vocabularySize: vocabularySize,
            minimumCount: minimumCount, lowercase: lowercase, normalization: normalization,
            shareVocabulary: shareVocabulary, subwordDropout: subwordDropout, maximumLength: maximumLength,
            validFraction: validFraction ?? 0, seed: seed)
    }

    /// The model's sizes; the vocabularies' are known once the pairs are read.
    var configuration: EncoderDecoder.Configuration {
        EncoderDecoder.Configuration(
            embedding: embedding, hidden: hidden, layers: layers, encoderLayers: encoderLayers,
            decoderLayers: decoderLayers, residual: residual, bidirectional: bidirectional, bridge: bridge,
            reverseSource: reverseSource, attention: attention, inputFeeding: inputFeeding, tieEmbeddings: tieEmbeddings
        )
    }

    /// How to train.
    var trainingOptions: TrainingOptions {
        TrainingOptions(
            epochs: epochLimit, steps: steps, batchSize: batchSize, batchTokens: batchTokens, accumulate: accumulate,
            optimizer: optimizer, learningRate: learningRate, schedule: schedule, warmupSteps: warmupSteps,
            clipNorm: clipNorm > 0 ? clipNorm : nil, dropout: dropout,
            variationalDropout: variationalDropout, labelSmoothing: labelSmoothing,
            scheduledSampling: scheduledSampling ?? 0, scheduledSamplingDecay: scheduledSamplingDecay,
            validateEvery: validateEvery, checkpointEvery: checkpointEvery, patience: patience, metric: metric,
            averaging: averaging, seed: seed)
    }

    private var averaging: WeightAveraging {
        if let ema { return .exponential(decay: ema) }
        guard let average else { return .none }
        return .mean(of: averageOf, count: average)
    }
}
