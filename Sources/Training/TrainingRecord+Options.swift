import Seq2SeqModels

extension TrainingRecord {
    /// Remembers what became of texts.
    mutating func note(_ options: TrainingData.Options) {
        minimumCount = options.minimumCount
        vocabularySize = options.vocabularySize
        subwordDropout = options.subwordDropout
        shareVocabulary = options.shareVocabulary
    }

    /// Remembers how a model is trained.
    mutating func note(_ options: TrainingOptions) {
        epochs = options.epochs
        steps = options.steps
        batchSize = options.batchTokens == nil ? options.batchSize : nil
        batchTokens = options.batchTokens
        accumulate = options.accumulate > 1 ? options.accumulate : nil
        optimizer = options.optimizer.rawValue
        learningRate = options.learningRate
        schedule = options.schedule.rawValue
        warmupSteps = options.warmupSteps
        clipNorm = options.clipNorm ?? 0
        dropout = options.dropout
        variationalDropout = options.variationalDropout ? true : nil
        labelSmoothing = options.labelSmoothing
        validateEvery = options.validationsDecideWeights ? options.validateEvery : nil
        seed = options.seed
        metric = options.metric.rawValue
        (ema, average, averageOf) = (nil, nil, nil)
        switch options.averaging {
        case .none: break
        case .exponential(let decay): ema = decay
        case .mean(let selection, let count): (average, averageOf) = (count, selection.rawValue)
        }
        let isScheduled = options.scheduledSampling > 0
        scheduledSampling = isScheduled ? options.scheduledSampling : nil
        scheduledSamplingDecay = isScheduled ? options.scheduledSamplingDecay.rawValue : nil
    }
}

extension TrainingOptions {
    /// Whether the weights that are trained or kept depend on when they are validated.
    fileprivate var validationsDecideWeights: Bool { schedule == .plateau || averaging.snapshotCount > 0 }
}

extension TranslationModel {
    /// The first option in which a training with this model and these options would not go on as the other did.
    func firstDifference(from before: TranslationModel, in options: TrainingOptions) -> OptionDifference? {
        // Lengths are no option: they are the data's.
        let lengths: Set = ["length_ratio"]
        return firstDifference(from: before, ignoring: lengths.union(["epochs", "steps"]))
            ?? (options.isPlannedByItsEnd ? firstDifference(from: before, ignoring: lengths) : nil)
    }
}

extension TrainingOptions {
    /// Whether what a training does depends on where it ends.
    fileprivate var isPlannedByItsEnd: Bool {
        schedule == .exponential || (scheduledSampling > 0 && scheduledSamplingDecay != .fixed)
    }
}
