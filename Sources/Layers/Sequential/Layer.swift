import Seq2SeqTensors

/// One layer of a `Sequential`, as it is described before it has weights.
public enum Layer: Sendable, Hashable {
    /// A ``Dense`` layer.
    case dense(Dense)
    /// An ``LSTM``.
    case lstm(LSTM)
    /// A ``GRU``.
    case gru(GRU)
    /// A ``SimpleRNN``.
    case simpleRNN(SimpleRNN)
    /// A recurrent layer in both directions.
    case bidirectional(Bidirectional)
    /// An ``Embedding``.
    case embedding(Embedding)
    /// Copies of a vector: ``RepeatVector``.
    case repeatVector(RepeatVector)
    /// The last steps of every row: ``LastSteps``.
    case lastSteps(LastSteps)
    /// Zero vectors after every row: ``ZeroPadding``.
    case zeroPadding(ZeroPadding)
    /// Steps to mask: ``Masking``.
    case masking(Masking)
    /// A ``Dropout``.
    case dropout(Dropout)
    /// A convolution over time: ``Conv1D``.
    case conv1D(Conv1D)
    /// A ``LayerNormalization``.
    case layerNormalization(LayerNormalization)
    /// The largest in windows of steps: ``MaxPooling1D``.
    case maxPooling1D(MaxPooling1D)
    /// The mean of windows of steps: ``AveragePooling1D``.
    case averagePooling1D(AveragePooling1D)
    /// The largest over all steps: ``GlobalMaxPooling1D``.
    case globalMaxPooling1D(GlobalMaxPooling1D)
    /// The mean of all steps: ``GlobalAveragePooling1D``.
    case globalAveragePooling1D(GlobalAveragePooling1D)
    /// Attention of each row to itself: ``SelfAttention``.
    case selfAttention(SelfAttention)
    /// A conditional random field: ``CRF``.
    case crf(CRF)
    /// A layer of one's own: a ``CustomLayer``.
    case custom(AnyCustomLayer)

    /// The kinds of all layers but one's own.
    static let kinds = [
        Dense.kind, LSTM.kind, GRU.kind, SimpleRNN.kind, Bidirectional.kind, Embedding.kind, RepeatVector.kind,
        LastSteps.kind, ZeroPadding.kind, Masking.kind, Dropout.kind, Conv1D.kind, LayerNormalization.kind,
        MaxPooling1D.kind, AveragePooling1D.kind, GlobalMaxPooling1D.kind, GlobalAveragePooling1D.kind,
        SelfAttention.kind, CRF.kind,
    ]

    package var specification: any LayerSpecification {
        switch self {
        case .dense(let layer): layer
        case .lstm(let layer): layer
        case .gru(let layer): layer
        case .simpleRNN(let layer): layer
        case .bidirectional(let layer): layer
        case .embedding(let layer): layer
        case .repeatVector(let layer): layer
        case .lastSteps(let layer): layer
        case .zeroPadding(let layer): layer
        case .masking(let layer): layer
        case .dropout(let layer): layer
        case .conv1D(let layer): layer
        case .layerNormalization(let layer): layer
        case .maxPooling1D(let layer): layer
        case .averagePooling1D(let layer): layer
        case .globalMaxPooling1D(let layer): layer
        case .globalAveragePooling1D(let layer): layer
        case .selfAttention(let layer): layer
        case .crf(let layer): layer
        case .custom(let layer): layer.specification
        }
    }

    /// The kind's name, as Keras has it.
    package var kind: String { type(of: specification).kind }
}

extension Layer: Codable {
    private enum Key: String, CodingKey {
        case kind, layer
    }

    /// Reads `{"kind": …, "layer": {…}}`.
    ///
    /// - Throws: `DecodingError` if a field is missing or has another type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let kind = try container.decode(String.self, forKey: .kind)
        switch kind {
        case Dense.kind: self = .dense(try container.decode(Dense.self, forKey: .layer))
        case LSTM.kind: self = .lstm(try container.decode(LSTM.self, forKey: .layer))
        case GRU.kind: self = .gru(try container.decode(GRU.self, forKey: .layer))
        case SimpleRNN.kind: self = .simpleRNN(try container.decode(SimpleRNN.self, forKey: .layer))
        case Bidirectional.kind: self = .bidirectional(try container.decode(Bidirectional.self, forKey: .layer))
        case Embedding.kind: self = .embedding(try container.decode(Embedding.self, forKey: .layer))
        case RepeatVector.kind: self = .repeatVector(try container.decode(RepeatVector.self, forKey: .layer))
        case LastSteps.kind: self = .lastSteps(try container.decode(LastSteps.self, forKey: .layer))
        case ZeroPadding.kind: self = .zeroPadding(try container.decode(ZeroPadding.self, forKey: .layer))
        case Masking.kind: self = .masking(try container.decode(Masking.self, forKey: .layer))
        case Dropout.kind: self = .dropout(try container.decode(Dropout.self, forKey: .layer))
        case Conv1D.kind: self = .conv1D(try container.decode(Conv1D.self, forKey: .layer))
        case LayerNormalization.kind:
            self = .layerNormalization(try container.decode(LayerNormalization.self, forKey: .layer))
        case MaxPooling1D.kind: self = .maxPooling1D(try container.decode(MaxPooling1D.self, forKey: .layer))
        case AveragePooling1D.kind:
            self = .averagePooling1D(try container.decode(AveragePooling1D.self, forKey: .layer))
        case GlobalMaxPooling1D.kind:
            self = .globalMaxPooling1D(try container.decode(GlobalMaxPooling1D.self, forKey: .layer))
        case GlobalAveragePooling1D.kind:
            self = .globalAveragePooling1D(try container.decode(GlobalAveragePooling1D.self, forKey: .layer))
        case SelfAttention.kind: self = .selfAttention(try container.decode(SelfAttention.self, forKey: .layer))
        case CRF.kind: self = .crf(try container.decode(CRF.self, forKey: .layer))
        default: self = .custom(try Self.customLayer(kind, in: container, of: decoder))
        }
    }

    /// A layer of one of the own types that the decoder is told of.
    private static func customLayer(
        _ kind: String, in container: KeyedDecodingContainer<Key>, of decoder: any Decoder
    ) throws -> AnyCustomLayer {
        let types = AnyCustomLayer.typesKey.flatMap { decoder.userInfo[$0] as? [any CustomLayer.Type] } ?? []
        guard let type = types.first(where: { $0.kind == kind }) else {
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container,
                debugDescription: "there is no layer of the kind '\(kind)', in this package or among the custom layers "
                    + "that are given")
        }
        let settings = try container.decode(String.self, forKey: .layer)
        do {
            return try AnyCustomLayer.with(settings: settings, of: type)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .layer, in: container,
                debugDescription: "the type of the layer '\(kind)' cannot read its settings, \(settings)")
        }
    }

    /// Writes `{"kind": …, "layer": {…}}`; of a layer of one's own the settings are text.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        if case .custom(let own) = self {
            try container.encode(try own.settings(), forKey: .layer)
        } else {
            try container.encode(specification, forKey: .layer)
        }
    }
}

/// A layer that knows the weights it has in a store.
package protocol DeclaredLayer: Sendable {
    /// Whether a sequence comes out with the very steps that went in, whatever they are.
    var keepsSteps: Bool { get }
    /// The states of the recurrent layers that it is or has within, in their order.
    var stateShapes: [StateShape] { get }
    /// Ids that it reads must be below it; nil if it reads none.
    var idLimit: Int? { get }
    /// The shape of what it gives, if that was found out while it got its weights.
    var shape: LayerShape? { get }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal
}

extension DeclaredLayer {
    package var keepsSteps: Bool { false }
    package var stateShapes: [StateShape] { [] }
    package var idLimit: Int? { nil }
    package var shape: LayerShape? { nil }

    /// Refuses a layer that said before that it gives another shape.
    func check(_ before: LayerShape, _ name: String) throws(SequentialError) {
        guard let shape, shape != before else { return }
        throw .construction(
            of: "layer '\(name)'", problem: "asked twice, it gives \(before) first and \(shape) then")
    }
}
