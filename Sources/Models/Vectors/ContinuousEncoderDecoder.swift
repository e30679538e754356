import Seq2SeqLayers
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors

/// An encoder LSTM whose final state seeds a decoder LSTM (Sutskever et al. 2014), on vectors of real numbers:
/// sequences of one length become sequences of another. It can read ids instead, and have GRU layers.
///
/// The decoder's first step reads a zero vector, every further one what was written before it: the target in training
/// (teacher forcing), its own output when it predicts. It is a value: a copy is a snapshot of the weights. What it can
/// have beside that, ``Configuration`` says: directions, attention, inputs that are known in advance, quantiles.
///
/// ```swift
/// var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 24)
/// try model.fit(.sequences(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
/// let answer = try model.predict(.sequences(x), steps: 5).sequences
/// ```
public struct ContinuousEncoderDecoder: Sendable {
    /// Sizes and options.
    public internal(set) var configuration: Configuration
    /// Every weight.
    public var parameters: ParameterStore

    /// Nil for a model that reads vectors.
    let embedding: EmbeddingTable?
    let core: EncoderDecoderCore
    let output: Linear
    /// What the first step reads in the place of what was written last, `[1, output]`; nil if that is not trained.
    let firstInput: Parameter?
    /// Whether the weights may have been trained, in the units that the model has.
    private var isTrained = true

    /// Size of the vectors that are read, or of the embeddings of ids.
    public var inputSize: Int { configuration.inputSize }
    /// Size of the vectors that are written.
    public var outputSize: Int { configuration.outputSize }
    /// Size of each layer's state.
    public var hidden: Int { configuration.hidden }
    /// Layers of the encoder and of the decoder, where they have no number of their own.
    public var layers: Int { configuration.layers }

    /// A model with random weights, of which no more is said than its sizes.
    public init(inputSize: Int, outputSize: Int, hidden: Int, layers: Int = 1, seed: UInt64 = 1) {
        let configuration = Configuration {
            $0.inputSize = inputSize
            $0.outputSize = outputSize
            $0.hidden = hidden
            $0.layers = layers
        }
        self.init(configuration, seed: seed)
    }

    /// A model with random weights.
    public init(_ configuration: Configuration, seed: UInt64 = 1) {
        self.init(declaring: configuration)
        var random = RandomSource(seed: seed)
        parameters.start(as: configuration.initialWeights, using: &random)
        isTrained = false
    }

    /// A model that has the shapes of its weights but neither values nor memory for them.
    init(declaring configuration: Configuration) {
        Configuration.settings.check(configuration)
        var parameters = ParameterStore()
        embedding =
            configuration.readsIds
            ? EmbeddingTable(
                "embedding", vocabularySize: configuration.vocabularySize, embeddingSize: configuration.inputSize,
                in: &parameters) : nil
        core = EncoderDecoderCore(configuration.coreShape, in: &parameters)
        output = Linear(
            "output", inputSize: configuration.hidden, outputSize: configuration.outputColumns, in: &parameters)
        firstInput =
            configuration.firstInput == .learned
            ? parameters.declare("first_input", shape: [configuration.outputSize], initializer: .zeros) : nil
        self.configuration = configuration
        self.parameters = parameters
    }

    /// Notes that the weights are in the units that there are now; a calibration of others is taken away.
    public mutating func willFit() {
        isTrained = true
        configuration.calibration = QuantileCalibration()
    }

    /// Takes units over, before anything is trained in others.
    mutating func remember(_ scales: Scales) throws(SequentialError) {
        if isTrained {
            throw .alreadyTrained(
                "Units are found before a model is trained, but this one has been, or was read from a file: what it has"
                    + " learnt would have other units. Make a new one.")
        }
        configuration.scales = scales
    }
}

extension ContinuousEncoderDecoder {
    /// The weights in the order and the shapes of a Keras model of an encoder, a decoder and a dense layer; see
    /// `Sequential.kerasWeights`.
    public var kerasWeights: [[Float]] { parameters.keras({ parameters[$0] }, form: kerasForm) }

    /// Takes over the weights of such a Keras model, each flattened.
    ///
    /// - Throws: if they are not as many, or one is of another size.
    public mutating func setKerasWeights(_ weights: [[Float]]) throws(SequentialError) {
        let form = kerasForm
        try parameters.setKeras(weights, form: form)
    }

    /// Gradients in the order and the shapes of Keras's weights.
    public func kerasGradients(_ gradients: Gradients) -> [[Float]] {
        parameters.keras({ gradients[$0] }, form: kerasForm)
    }

    private var kerasForm: (String) -> KerasForm {
        let isGRU = configuration.cell == .gru
        return { name in
            if name == "embedding.weight" { return .table }
            return isGRU && (name.hasPrefix("encoder.") || name.hasPrefix("decoder.")) ? .gru : .kernel
        }
    }
}
