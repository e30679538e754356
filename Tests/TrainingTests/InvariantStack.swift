import Seq2SeqLayers
import Seq2SeqRandomness
import Testing
import Seq2SeqTraining

/// A stack and rows of unequal lengths for it.
struct InvariantStack: Sendable, CustomTestStringConvertible {
    let name: String
    let input: LayerShape
    let layers: [Layer]
    let loss: SequenceLoss

    var testDescription: String { name }

    /// Of the rows: one without a step, one with a single one, equally long ones.
    static let lengths = [5, 1, 7, 0, 3, 7]
    /// What `Masking` masks in these stacks.
    static let masked: Float = -9

    private init(_ name: String, _ input: LayerShape, loss: SequenceLoss = .meanSquaredError, _ layers: [Layer]) {
        self.name = name
        self.input = input
        self.layers = layers
        self.loss = loss
    }

    /// Every shape with every kind of layer.
    static let all =
        Recurrence.allCases.flatMap(stacks) + stacksWithoutState + ownLayers + [
            InvariantStack("one to one", .vectors(2), [.dense(Dense(6, activation: .tanh)), .dense(Dense(3))]),
            InvariantStack(
                "one to one, dropout", .vectors(2),
                [.dense(Dense(6, activation: .relu)), .dropout(Dropout(0.5)), .dense(Dense(3))]),
        ]

    private static let ownLayers = [
        InvariantStack(
            "own layer", .sequences(2), [.custom(AnyCustomLayer(StepMixture(units: 6))), .dense(Dense(3))]),
        InvariantStack(
            "own layer after others", .sequences(2),
            [
                .masking(Masking(masked)), .lstm(LSTM(4, returnSequences: true, dropout: 0.5)),
                .custom(AnyCustomLayer(StepMixture(units: 5))), .custom(AnyCustomLayer(StepMixture(units: 20))),
                .dense(Dense(3)),
            ]),
        InvariantStack(
            "own layer to one", .sequences(2), [.custom(AnyCustomLayer(RowSummary(units: 6))), .dense(Dense(3))]),
        InvariantStack(
            "own layer of tokens", .tokens(), loss: .categoricalCrossEntropy,
            [.custom(AnyCustomLayer(TokenReader(vocabulary: 9)))]),
    ]

    private static let stacksWithoutState =
        StepPadding.allCases.flatMap { padding in
            let dense = Layer.dense(Dense(3))
            let convolution = Layer.conv1D(
                Conv1D(5, kernelSize: 3, strides: 2, padding: padding, dilationRate: 2, activation: .tanh))
            return [
                InvariantStack(
                    "convolution", .sequences(2),
                    [
                        .conv1D(Conv1D(20, kernelSize: 4, padding: padding, activation: .relu)),
                        .layerNormalization(LayerNormalization()), .lstm(LSTM(4, returnSequences: true)), dense,
                    ]),
                InvariantStack(
                    "convolution to one", .sequences(2),
                    [convolution, .globalMaxPooling1D(GlobalMaxPooling1D()), dense]),
                InvariantStack(
                    "pooling", .sequences(2),
                    [.gru(GRU(6, returnSequences: true)), .maxPooling1D(MaxPooling1D(2, padding: padding)), dense]),
                InvariantStack(
                    "pooling, overlapping", .sequences(2),
                    [
                        .lstm(LSTM(6, returnSequences: true)),
                        .averagePooling1D(AveragePooling1D(3, strides: 1, padding: padding)), dense,
                    ]),
            ].map { InvariantStack("\($0.name), \(padding)", $0.input, loss: $0.loss, $0.layers) }
        }
        + SelfAttention.Score.allCases.flatMap { score in
            [false, true].flatMap { isCausal in
                let attention = Layer.selfAttention(SelfAttention(score, isCausal: isCausal))
                let name = "\(score), \(isCausal)"
                return [
                    InvariantStack(
                        "attention, \(name)", .sequences(2),
                        [.lstm(LSTM(20, returnSequences: true)), attention, .dense(Dense(3))]),
                    InvariantStack(
                        "attention of tokens to one, \(name)", .tokens(),
                        [
                            .embedding(Embedding(9, 5, maskZero: true)), attention,
                            .globalAveragePooling1D(GlobalAveragePooling1D()), .dense(Dense(3)),
                        ]),
                ]
            }
        } + [
            InvariantStack(
                "tags", .tokens(), loss: .conditionalRandomField,
                [
                    .embedding(Embedding(9, 4, maskZero: true)), .conv1D(Conv1D(5, kernelSize: 3, padding: .same)),
                    .dense(Dense(3)), .crf(CRF()),
                ])
        ]

    private static func stacks(_ kind: Recurrence) -> [InvariantStack] {
        let dense = Layer.dense(Dense(3))
        return [
            InvariantStack("one to many", .vectors(2), [.repeatVector(RepeatVector(4)), kind.sequences(6), dense]),
            InvariantStack(
                "many to one", .sequences(2), [kind.sequences(9, goBackwards: true), kind.last(20), dense]),
            InvariantStack(
                "many to one, both ways", .sequences(2), loss: .binaryCrossEntropy,
                [
                    kind.bothWays(9, returnSequences: true), kind.bothWays(5, .sum),
                    .dense(Dense(3, activation: .sigmoid)),
                ]),
            InvariantStack("many to many", .sequences(2), [kind.sequences(20), dense]),
            InvariantStack(
                "many to many, both ways", .sequences(2), loss: .meanAbsoluteError,
                [
                    kind.sequences(20), kind.bothWays(9, .sum, returnSequences: true),
                    .dense(Dense(3, activation: .tanh)),
                ]),
            InvariantStack(
                "many to many, dropout", .sequences(2),
                [.dropout(Dropout(0.3)), kind.sequences(9, dropout: 0.4), dense]),
            InvariantStack(
                "many to many, zero padding", .sequences(2),
                [.zeroPadding(ZeroPadding(3)), kind.sequences(20), .lastSteps(LastSteps(3)), dense]),
            InvariantStack(
                "many to many, last steps", .sequences(2),
                [kind.bothWays(4, returnSequences: true), .lastSteps(LastSteps(2)), dense]),
            InvariantStack(
                "many to many, through a vector", .sequences(2),
                [kind.last(6), .repeatVector(RepeatVector(4)), kind.sequences(6), dense]),
            InvariantStack(
                "masking", .sequences(2),
                [.masking(Masking(masked)), kind.bothWays(5, returnSequences: true), kind.sequences(4), dense]),
            InvariantStack(
                "tokens to one", .tokens(), [.embedding(Embedding(9, 4, maskZero: true)), kind.last(6), dense]),
            InvariantStack(
                "tokens to many", .tokens(), loss: .categoricalCrossEntropy,
                [
                    .embedding(Embedding(9, 4, maskZero: true)), kind.bothWays(5, returnSequences: true),
                    .dense(Dense(3, activation: .softmax)),
                ]),
        ].map { stack in
            InvariantStack("\(kind), \(stack.name)", stack.input, loss: stack.loss, stack.layers)
        }
    }

    /// The rows by themselves.
    var rows: Examples {
        let vectors = Self.vectors(Self.lengths, features: 2, seed: 1)
        switch input {
        case .vectors: return .vectors(vectors.map { $0.last ?? [0.5, -0.5] })
        case .sequences: return .sequences(vectors)
        case .tokens: return .tokens(vectors.map { row in row.map { 1 + Int32(abs($0[0]) * 8) } })
        }
    }

    /// The same rows with padding at the back, at the front, and between their steps.
    var padded: [Examples] {
        let places = [
            Mask(lengths: Self.lengths, time: 12), Mask(lengths: Self.lengths, time: 9, side: .front),
            Mask(lengths: Self.lengths, time: 50, side: .front), Self.scattered(Self.lengths, time: 12),
        ]
        switch rows.content {
        case .vectors, .classes, .several: return []
        case .sequences(let batch):
            return places.map { mask in
                .sequences(
                    PaddedBatch(
                        values: Self.placed(batch.sequences, mask, padding: [.nan, 1e30]).flatMap { $0 }, features: 2,
                        mask: mask))
            } + (layers.contains { $0.kind == Masking.kind } ? places.map(maskedByValue) : [])
        case .tokens(let tokens):
            return places.map { .tokens(PaddedTokens(ids: Self.placed(tokens.sequences, $0, padding: 8), mask: $0)) }
                + places.map { mask in
                    // No mask but that of the id 0.
                    .tokens(
                        PaddedTokens(
                            ids: Self.placed(tokens.sequences, mask, padding: 0), mask: Self.full(mask)))
                }
        }
    }

    /// No mask but that of the value.
    private func maskedByValue(_ mask: Mask) -> Examples {
        let values = Self.placed(rows.sequences, mask, padding: [Self.masked, Self.masked])
        return .sequences(PaddedBatch(values: values.flatMap { $0 }, features: 2, mask: Self.full(mask)))
    }

    private static func full(_ mask: Mask) -> Mask {
        Mask(batch: mask.batch, time: mask.time, elements: mask.elements.map { _ in true })
    }

    /// The elements of each row where its mask says that there is a step.
    private static func placed<Element>(_ rows: [[Element]], _ mask: Mask, padding: Element) -> [Element] {
        var elements = [Element](repeating: padding, count: mask.elements.count)
        for (row, steps) in mask.steps.enumerated() {
            for (index, step) in steps.enumerated() { elements[row * mask.time + step] = rows[row][index] }
        }
        return elements
    }

    private static func scattered(_ lengths: [Int], time: Int) -> Mask {
        var random = RandomSource(seed: 3)
        let elements = lengths.flatMap { length in
            var steps = Array(0..<time)
            random.shuffle(&steps)
            return (0..<time).map(Set(steps.prefix(length)).contains)
        }
        return Mask(batch: lengths.count, time: time, elements: elements)
    }

    /// Vectors of numbers between 0 and 1 or, for inputs, between -1 and 1.
    static func vectors(_ lengths: [Int], features: Int, from low: Float = -1, seed: UInt64) -> [[[Float]]] {
        var random = RandomSource(seed: seed)
        return lengths.map { length in
            (0..<length).map { _ in (0..<features).map { _ in random.nextUniform(from: low, to: 1) } }
        }
    }
}

/// A kind of recurrent layer.
enum Recurrence: CaseIterable {
    case lstm, gru, simpleRNN

    func sequences(_ units: Int, goBackwards: Bool = false, dropout: Double = 0) -> Layer {
        func layer<Recurrent: RecurrentLayer>(_: Recurrent.Type) -> Recurrent {
            Recurrent(
                units, returnSequences: true, goBackwards: goBackwards, dropout: dropout, recurrentDropout: dropout)
        }
        return switch self {
        case .lstm: .lstm(layer(LSTM.self))
        case .gru: .gru(layer(GRU.self))
        case .simpleRNN: .simpleRNN(layer(SimpleRNN.self))
        }
    }

    func last(_ units: Int) -> Layer {
        switch self {
        case .lstm: .lstm(LSTM(units))
        case .gru: .gru(GRU(units))
        case .simpleRNN: .simpleRNN(SimpleRNN(units))
        }
    }

    func bothWays(
        _ units: Int, _ mode: Bidirectional.MergeMode = .concat, returnSequences: Bool = false
    ) -> Layer {
        switch self {
        case .lstm: .bidirectional(Bidirectional(LSTM(units, returnSequences: returnSequences), mergeMode: mode))
        case .gru: .bidirectional(Bidirectional(GRU(units, returnSequences: returnSequences), mergeMode: mode))
        case .simpleRNN:
            .bidirectional(Bidirectional(SimpleRNN(units, returnSequences: returnSequences), mergeMode: mode))
        }
    }
}
