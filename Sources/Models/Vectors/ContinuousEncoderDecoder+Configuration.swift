import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors

extension ContinuousEncoderDecoder {
    /// What an encoder-decoder on vectors is made of.
    ///
    /// ```swift
    /// let sizes = ContinuousEncoderDecoder.Configuration {
    ///     $0.inputSize = 2
    ///     $0.hidden = 48
    ///     $0.bidirectional = true
    ///     $0.attention = .dot
    ///     $0.distribution = .quantiles([0.1, 0.5, 0.9])
    /// }
    /// var model = ContinuousEncoderDecoder(sizes, seed: 1)
    /// try model.fit(x, y, loss: .quantile, epochs: 20)
    /// ```
    public struct Configuration: Sendable, Hashable, Adjustable {
        /// Size of the vectors that are read, or of the embeddings of ids.
        public var inputSize = 1
        /// How many ids there are, if ids are read instead of vectors; 0 for vectors.
        public var vocabularySize = 0
        /// Size of the vectors that are written.
        public var outputSize = 1
        /// Size of the vectors that are known of each step that is to be written, such as its calendar; 0 for none.
        public var knownSize = 0
        /// Size of the vector that comes with each sequence as a whole and is read at each step; 0 for none.
        public var staticSize = 0
        /// What the layers are.
        public var cell = RecurrentCell.lstm
        /// Size of each layer's state; a bidirectional encoder's directions have half of it each.
        public var hidden = 64
        /// Layers of the encoder and of the decoder, where they have no number of their own.
        public var layers = 1
        /// Layers of the encoder; nil for `layers`.
        public var encoderLayers: Int?
        /// Layers of the decoder; nil for `layers`.
        public var decoderLayers: Int?
        /// Whether each layer's input is added to its output, from the second layer on (Wu et al. 2016, section 3.1).
        public var residual = false
        /// Whether the encoder also reads from the end.
        public var bidirectional = false
        /// How the decoder's first state is made.
        public var bridge = Bridge.Kind.copy
        /// How the decoder looks back at what was read.
        public var attention = Attention.Kind.none
        /// Whether the decoder's next step also reads what attention gave the last one (Luong et al. 2015, section
        /// 3.3).
        public var inputFeeding = false
        /// What the decoder's first step reads in the place of what was written last.
        public var firstInput = FirstInput.zeros
        /// What is said of each number that is written.
        public var distribution = OutputDistribution.point
        /// Whether the model says at each step whether it is the last one.
        public var decidesEnd = false
        /// Whether each example is read and written in units of its own: each feature less its mean over what is read,
        /// by its deviation. What is written are then the first features of what is read.
        public var scalesEachSeries = false
        /// The probability that an element is dropped in training: between the layers and of what the output layer
        /// reads (Srivastava et al. 2014).
        public var dropout = 0.0
        /// Whether an example keeps what is dropped for all of its steps, also of the states that meet the recurrent
        /// weights (Gal and Ghahramani 2016, section 4).
        public var variationalDropout = false
        /// The probability that the decoder reads what it wrote itself in training, instead of the target (Bengio et
        /// al. 2015, section 2.4). No gradient passes through what was written.
        public var scheduledSampling = 0.0
        /// Steps of training over which that probability rises from 0; 0 for the full one at once.
        public var samplingSteps = 0
        /// What the first weights are drawn from.
        public var initialWeights = InitialWeights.glorot

        /// The units in which the model computes, of each feature that is read, known, comes with a sequence, or is
        /// written; empty for those of the data. `rememberScales(of:_:)` finds them.
        public internal(set) var scales = Scales()
        /// What is added to quantiles so that they cover what they say; `calibrate(_:_:on:)` finds it.
        public internal(set) var calibration = QuantileCalibration()

        /// One of each feature, with the rest as it is made without words.
        public init() {}
    }

    /// What the decoder's first step reads in the place of what was written last.
    public enum FirstInput: String, Sendable, Hashable, CaseIterable {
        /// Zeros.
        case zeros
        /// The first features of the last step that was read: what is written continues them.
        case last
        /// A vector that is trained.
        case learned
    }

    /// The units in which a model computes, feature by feature; those of the data where there are none.
    public struct Scales: Sendable, Hashable {
        /// Of what is read. `[input]`
        public internal(set) var inputs: [FeatureScale] = []
        /// Of what is written. `[output]`
        public internal(set) var outputs: [FeatureScale] = []
        /// Of what is known of steps to come. `[known]`
        public internal(set) var known: [FeatureScale] = []
        /// Of what comes with a sequence. `[static]`
        public internal(set) var statics: [FeatureScale] = []

        init() {}

        /// Whether they are those of the data.
        public var isEmpty: Bool { outputs.isEmpty }
    }
}

extension ContinuousEncoderDecoder.Configuration {
    /// Layers of the encoder.
    package var encoderDepth: Int { encoderLayers ?? layers }

    /// Layers of the decoder.
    package var decoderDepth: Int { decoderLayers ?? layers }

    /// Whether it has nothing that models of before there were options had not.
    package var isPlain: Bool {
        Self.settings.stored(self).names == ["hidden", "input_size", "layers", "output_size"]
    }

    /// Whether ids are read instead of vectors.
    var readsIds: Bool { vocabularySize > 0 }

    /// Columns of the output layer.
    var outputColumns: Int { outputSize * distribution.width + (decidesEnd ? 1 : 0) }

    /// Size of what the decoder reads at each step, without what input feeding adds.
    var readSize: Int { outputSize + knownSize + staticSize }

    /// What is between the ends.
    var coreShape: EncoderDecoderCore.Shape {
        EncoderDecoderCore.Shape(
            inputSize: inputSize + staticSize, readSize: readSize, cell: cell, hidden: hidden,
            encoderDepth: encoderDepth, decoderDepth: decoderDepth, isResidual: residual,
            isBidirectional: bidirectional, bridge: bridge, attention: attention, inputFeeding: inputFeeding)
    }
}
