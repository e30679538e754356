import Seq2Seq

/// The settings of `seq2seq-train`.
package struct TrainArguments: CommandArguments {
    @Setting package var train: String? = nil
    @Setting package var source: String? = nil
    @Setting package var target: String? = nil
    @Setting package var valid: String? = nil
    @Setting package var validSource: String? = nil
    @Setting package var validTarget: String? = nil
    @Setting package var validFraction: Double? = nil
    @Setting package var skipInvalid = false
    @Setting package var maximumLength: Int? = nil

    @Setting package var tokens = Tokenization.characters
    @Setting package var sourceTokens: Tokenization? = nil
    @Setting package var targetTokens: Tokenization? = nil
    @Setting package var vocabularySize: Int? = nil
    @Setting package var minimumCount = 1
    @Setting package var lowercase = false
    @Setting package var normalization = Normalization.nfc
    @Setting package var shareVocabulary = false
    @Setting package var subwordDropout = 0.0

    @Setting package var embedding = 128
    @Setting package var hidden = 256
    @Setting package var layers = 1
    @Setting package var encoderLayers: Int? = nil
    @Setting package var decoderLayers: Int? = nil
    @Setting package var residual = false
    @Setting package var bidirectional = false
    @Setting package var attention = Attention.Kind.none
    @Setting package var inputFeeding = false
    @Setting package var bridge = Bridge.Kind.copy
    @Setting package var dropout = 0.0
    @Setting package var variationalDropout = false
    @Setting package var tieEmbeddings = false
    @Setting package var reverseSource = false

    @Setting package var epochs = 20
    @Setting package var steps: Int? = nil
    @Setting package var batchSize = 64
    @Setting package var batchTokens: Int? = nil
    @Setting package var accumulate = 1
    @Setting package var optimizer = Optimizer.Method.adam
    @Setting package var learningRate = 0.001
    @Setting package var schedule = LearningRateSchedule.Course.constant
    @Setting package var warmupSteps = 0
    @Setting package var clipNorm = 5.0
    @Setting package var labelSmoothing = 0.0
    @Setting package var scheduledSampling: Double? = nil
    @Setting package var scheduledSamplingDecay = SamplingSchedule.Decay.linear
    @Setting package var validateEvery: Int? = nil
    @Setting package var patience: Int? = nil
    @Setting package var metric = TrainingOptions.Metric.loss
    @Setting package var ema: Double? = nil
    @Setting package var average: Int? = nil
    @Setting package var averageOf = WeightAveraging.Selection.last
    @Setting package var initializer = InitialWeights.glorot
    @Setting package var seed: UInt64 = 1
    @Setting package var threads: Int? = nil

    @Setting package var model: String? = nil
    @Setting package var log: String? = nil
    @Setting package var quiet = false
    @Setting package var dryRun = false
    @Setting package var resume = false
    @Setting package var overwrite = false
    @Setting package var checkpointEvery: Int? = nil

    package init() {}
}

extension TrainArguments {
    /// What a token of the source is.
    package var sourceTokenization: Tokenization { sourceTokens ?? tokens }

    /// What a token of the target is.
    package var targetTokenization: Tokenization { targetTokens ?? tokens }

    /// The epochs after which training ends; nil if `--steps` alone was given, which then decides.
    package var epochLimit: Int? {
        $steps.origin == .commandLine && $epochs.origin == .byDefault ? nil : epochs
    }

    /// An option that does nothing because there are no pairs to validate with.
    var optionWithoutValidation: String? {
        if valid != nil || validSource != nil || validFraction != nil { return nil }
        if patience != nil { return "--patience" }
        if validateEvery != nil { return "--validate-every" }
        if schedule == .plateau { return "--schedule plateau" }
        if average != nil { return "--average" }
        return $metric.origin == .commandLine ? "--metric" : nil
    }
}
