import Seq2SeqLayers

/// A layer of every operation that keeps the steps of `[batch, time, features]`.
struct StepMixture: CustomLayer {
    static let kind = "step_mixture"
    var units: Int

    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let read = try input.linear(units, "read").tanh()
        let gate = try (read.delayed(by: 1) - 0.5 * read.delayed(by: -2)).linear(units, "gate").sigmoid()
        let state = try read.applying("state") {
            GRU(units, returnSequences: true)
            LayerNormalization()
            Conv1D(units, kernelSize: 3, padding: .causal, activation: .tanh)
        }
        let attended = try read.attention(over: state, values: gate, scale: 0.5)
        let weights = try read.linear(1, "score", hasBias: false).softmaxOfSteps()
        let whole = try (state * weights).sumOfSteps() + read.meanOfSteps() * gate.maximumOfSteps()
        let scale = try input.weight("scale", [units], startingAs: .uniform(1))
        let share = try gate / (1 + gate.sumOfFeatures().mapped({ $0 * $0 }, derivative: { 2 * $0 }))
        let mixed = try SymbolicTensor.concatenated([
            attended * scale.repeated(over: read), whole.repeated(over: read) - state.reversed(),
            share.features(0..<2), (gate + 1).log() * read.meanOfFeatures(), (0.5 * read).exp(),
        ])
        let shared = try input.weight("shared", [units, units])
        return try mixed.linear(units, "out").product(with: shared).tanh().product(with: shared)
    }
}

/// Every way from a sequence to a vector, and attention of a vector.
struct RowSummary: CustomLayer {
    static let kind = "row_summary"
    var units: Int

    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let read = try input.applying("reader") { LSTM(units, returnSequences: true) }
        let last = try read.applying("last") { LSTM(units) }
        let query = try last + read.firstStep() * read.lastStep() - read.sumOfSteps()
        let context = try query.linear(units, "query").attention(over: read)
        return try SymbolicTensor.concatenated([context, last]).softmax()
    }
}

/// Tokens to a distribution for each step, with another layer of one's own within.
struct TokenReader: CustomLayer {
    static let kind = "token_reader"
    var vocabulary: Int

    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let vectors = try input.applying("table") { Embedding(vocabulary, 4, maskZero: true) }
        let mixed = try vectors.applying("mixture") { StepMixture(units: 4) }
        return try (vectors + mixed).linear(3, "out").softmax()
    }
}

/// Whatever a closure says: layers that cannot be built, or that are the same as others.
struct AnyLayer: CustomLayer {
    static let kind = "any_layer"
    let body: Body

    final class Body: Sendable {
        let function: @Sendable (SymbolicTensor) throws(SequentialError) -> SymbolicTensor

        init(_ function: @escaping @Sendable (SymbolicTensor) throws(SequentialError) -> SymbolicTensor) {
            self.function = function
        }
    }

    init(_ function: @escaping @Sendable (SymbolicTensor) throws(SequentialError) -> SymbolicTensor) {
        body = Body(function)
    }

    init(from decoder: any Decoder) throws { self.init { $0 } }
    func encode(to encoder: any Encoder) throws {}
    static func == (first: AnyLayer, second: AnyLayer) -> Bool { first.body === second.body }
    func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(body)) }

    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        try body.function(input)
    }
}
