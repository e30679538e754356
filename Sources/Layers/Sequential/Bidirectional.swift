import Seq2SeqTensors

/// Two recurrent layers of the same size, of which one reads every row from its own end (Schuster and Paliwal 1997).
///
/// Without sequences it gives the state of the forward one after a row's last step with that of the backward one after
/// its first: `[batch, 2 units]`, or `[batch, units]` if they are added.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     Bidirectional(LSTM(16, returnSequences: true), mergeMode: .sum)
///     Dense(1)
/// }
/// ```
public struct Bidirectional: Sendable, Hashable {
    /// How the outputs of the two directions become one.
    public enum MergeMode: String, Sendable, Hashable, Codable, CaseIterable {
        /// Side by side, forward first.
        case concat
        /// Their sum.
        case sum
    }

    /// What each direction is.
    public enum Direction: Sendable, Hashable {
        /// An ``LSTM``.
        case lstm(LSTM)
        /// A ``GRU``.
        case gru(GRU)
        /// A ``SimpleRNN``.
        case simpleRNN(SimpleRNN)

        package var specification: any RecurrentSpecification {
            switch self {
            case .lstm(let layer): layer
            case .gru(let layer): layer
            case .simpleRNN(let layer): layer
            }
        }
    }

    /// What each direction is.
    public var layer: Direction
    /// How the outputs become one.
    public var mergeMode: MergeMode

    private init(_ layer: Direction, mergeMode: MergeMode) {
        self.layer = layer
        self.mergeMode = mergeMode
    }

    /// An LSTM in both directions.
    public init(_ layer: LSTM, mergeMode: MergeMode = .concat) {
        self.init(.lstm(layer), mergeMode: mergeMode)
    }

    /// A GRU in both directions.
    public init(_ layer: GRU, mergeMode: MergeMode = .concat) {
        self.init(.gru(layer), mergeMode: mergeMode)
    }

    /// A simple recurrent layer in both directions.
    public init(_ layer: SimpleRNN, mergeMode: MergeMode = .concat) {
        self.init(.simpleRNN(layer), mergeMode: mergeMode)
    }
}

extension Bidirectional: Codable {
    private enum Key: String, CodingKey {
        case kind, layer, mergeMode
    }

    /// Reads `{"kind": …, "layer": {…}, "merge_mode": …}`; without a kind it is an LSTM.
    ///
    /// - Throws: `DecodingError` if a field is missing or has another type.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let kind = try container.decodeIfPresent(String.self, forKey: .kind) ?? LSTM.kind
        switch kind {
        case LSTM.kind: layer = .lstm(try container.decode(LSTM.self, forKey: .layer))
        case GRU.kind: layer = .gru(try container.decode(GRU.self, forKey: .layer))
        case SimpleRNN.kind: layer = .simpleRNN(try container.decode(SimpleRNN.self, forKey: .layer))
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container, debugDescription: "no layer of the kind '\(kind)' has two directions")
        }
        mergeMode = try container.decode(MergeMode.self, forKey: .mergeMode)
    }

    /// Writes `{"kind": …, "layer": {…}, "merge_mode": …}`, of an LSTM without its kind, as it always was.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch layer {
        case .lstm(let layer): try container.encode(layer, forKey: .layer)
        case .gru(let layer):
            try container.encode(GRU.kind, forKey: .kind)
            try container.encode(layer, forKey: .layer)
        case .simpleRNN(let layer):
            try container.encode(SimpleRNN.kind, forKey: .kind)
            try container.encode(layer, forKey: .layer)
        }
        try container.encode(mergeMode, forKey: .mergeMode)
    }
}

extension Bidirectional: LayerSpecification {
    package static var kind: String { "bidirectional" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        let layer = layer.specification
        guard !layer.goBackwards else {
            throw .impossibleSize(layer: name, of: "inside a layer whose goBackwards is", found: "true")
        }
        let shape = try layer.outputShape(name, of: input)
        let units = mergeMode == .concat ? 2 * layer.units : layer.units
        if case .sequences(_, let time) = shape { return .sequences(units, time: time) }
        return .vectors(units)
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        layer.specification.declared(
            name, directions: ["", "_reverse"], mergeMode: mergeMode, input: input, in: &parameters)
    }
}
