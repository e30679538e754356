import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Synchronization
import Testing

/// Layers of one's own; that padding changes none of their bits, `PaddingInvarianceTests` shows.
@Suite("Layers of one's own")
struct CustomLayerTests {
    private let workspace = Workspace(threads: 1)
    private let rows = InvariantStack.vectors([4, 1, 3, 0], features: 2, seed: 1)

    private func model(_ layer: some CustomLayer, before: [Layer] = []) throws -> Sequential {
        try Sequential(input: .sequences(2)) {
            before
            layer
            Dense(3)
        }
    }

    private func targets(_ model: Sequential) throws -> Examples {
        let outputs = try model.predict(.sequences(rows), on: workspace)
        let vectors = InvariantStack.vectors(outputs.sequences.map(\.count), features: 3, from: 0, seed: 2)
        return outputs.padded == nil ? .vectors(vectors.map { $0[0] }) : .sequences(vectors)
    }

    @Test func gradientsAgreeWithCentralDifferences() throws {
        let layers = [AnyCustomLayer(StepMixture(units: 3)), AnyCustomLayer(RowSummary(units: 3))]
        for layer in layers.map(Layer.custom) {
            // A layer in front, so that the gradient with respect to the input is seen too.
            let model = try Sequential(input: .sequences(2)) {
                Dense(2)
                [layer]
                Dense(3)
            }
            let check = try model.gradientCheck(.sequences(rows), try targets(model), on: workspace)
            #expect(check.error < 2e-3, "\(check.weights)")
            #expect(check.weights.map(\.name) == model.parameters.names)
        }
    }

    @Test func aWrongGradientIsFound() throws {
        func error(_ derivative: @escaping @Sendable (Float) -> Float) throws -> Double {
            let layer = AnyLayer { input throws(SequentialError) in
                try input.mapped({ $0 * $0 }, derivative: derivative)
            }
            let model = try model(layer, before: [.dense(Dense(3))])
            return try model.gradientCheck(.sequences(rows), try targets(model), on: workspace).error
        }
        #expect(try error { 2 * $0 } < 1e-3)
        #expect(try error { 2.1 * $0 } > 1e-2)
        #expect(try error { $0 * .nan } == .infinity)
    }

    @Test func operationsAreThoseOfTheLayersOfThisPackage() throws {
        let linear = AnyLayer { input throws(SequentialError) in try input.linear(3, "own").tanh() }
        let sum = AnyLayer { input throws(SequentialError) in
            let weight = try input.weight("own", [3, 2])
            let bias = try input.weight("bias", [3], startingAs: .zeros)
            let product = try input.product(with: weight)
            return try (product + bias.repeated(over: product)).tanh()
        }
        let dense = Layer.dense(Dense(3, activation: .tanh))
        let attention = AnyLayer { input throws(SequentialError) in try input.attention(over: input) }
        let pairs: [([Layer], [Layer])] = [
            ([.custom(AnyCustomLayer(linear))], [dense]), ([.custom(AnyCustomLayer(sum))], [dense]),
            (
                [.gru(GRU(4, returnSequences: true)), .custom(AnyCustomLayer(attention))],
                [.gru(GRU(4, returnSequences: true)), .selfAttention(SelfAttention())]
            ),
        ]
        for (own, other) in pairs {
            let ours = try Sequential(input: .sequences(2)) { own }
            let theirs = try Sequential(input: .sequences(2)) { other }
            #expect(
                try ours.predict(.sequences(rows), on: workspace).sequences
                    == theirs.predict(.sequences(rows), on: workspace).sequences)
        }
    }

    private static func refused(
        _ text: String,
        _ function: @escaping @Sendable (SymbolicTensor) throws(SequentialError) -> SymbolicTensor
    ) -> (String, AnyLayer) {
        (text, AnyLayer(function))
    }

    /// What is told of layers that cannot be.
    private static let wrong = [
        refused("not equally many features") { x throws(SequentialError) in
            try x.linear(3, "a") + x.linear(4, "b")
        },
        refused("not the same steps") { x throws(SequentialError) in try x + x.applying("masked") { Masking(1) } },
        refused("not the same steps") { x throws(SequentialError) in
            try x * x.applying("strided") { MaxPooling1D(2) }.applying("other") { Dense(2) }
        },
        refused("repeated(over:)") { x throws(SequentialError) in try x - x.meanOfSteps() },
        refused("two parts have the name 'a'") { x throws(SequentialError) in try x.linear(3, "a").linear(3, "a") },
        refused("cannot have the shape [0, 2]") { x throws(SequentialError) in try x.linear(0, "a") },
        refused("a dot in it") { x throws(SequentialError) in try x.linear(2, "a.b") },
        refused("the features 1..<3") { x throws(SequentialError) in try x.features(1..<3) },
        refused("needs [batch, time, features]") { x throws(SequentialError) in
            try x.meanOfSteps().softmaxOfSteps()
        },
        refused("of other features") { x throws(SequentialError) in try x.attention(over: x.linear(3, "keys")) },
        refused("of other columns") { x throws(SequentialError) in try x.product(with: x.weight("w", [3, 5])) },
        refused("must be the last") { x throws(SequentialError) in try x.applying("tags") { CRF() } },
        refused("too few of them") { x throws(SequentialError) in throw x.refused("too few of them") },
    ]

    @Test func whatCannotBeIsRefusedWhereItIsBuilt() throws {
        for (text, layer) in Self.wrong {
            let error = #expect(throws: SequentialError.self) { try model(layer) }
            let told = error.map { "\($0)" } ?? ""
            #expect(told.contains(text) && told.contains("'any_layer"), "\(told)")
        }
        for layer in [
            AnyLayer { x throws(SequentialError) in x }, AnyLayer { x throws(SequentialError) in try x.tanh() },
        ] {
            #expect(throws: SequentialError.self) { try Sequential(input: .tokens()) { layer } }
        }
    }

    @Test func aLayerThatDoesNotSayTheSameTwiceIsRefused() {
        let calls = Mutex(0)
        let layer = AnyLayer { x throws(SequentialError) in
            try x.linear(
                calls.withLock {
                    $0 += 1
                    return $0
                }, "a")
        }
        let error = #expect(throws: SequentialError.self) { try model(layer) }
        #expect(error.map { "\($0)".contains("asked twice") } == true)
    }

    @Test func idsStatesAndNamesWithinAreThoseOfTheModel() throws {
        let reader = try Sequential(input: .tokens()) { TokenReader(vocabulary: 9) }
        #expect(throws: SequentialError.outsideRange(id: 9, count: 9)) {
            try reader.predict(.tokens([[1, 9]]), on: workspace)
        }
        #expect(reader.parameterCount(ofLayer: 0) == reader.parameters.count)
        #expect(reader.parameters.names.first == "token_reader.table.embedding.weight")
        #expect(reader.parameters.names.contains("token_reader.mixture.step_mixture.state.gru.weight_ih_l0"))

        let own = try model(RowSummary(units: 3))
        let plain = try Sequential(input: .sequences(2)) {
            LSTM(3, returnSequences: true)
            LSTM(3)
        }
        let x = Examples.sequences(rows)
        let state = RecurrentState(
            hidden: rows.map { _ in [0.5, -0.5, 1] }, cell: rows.map { _ in [1, 0.25, -2] })
        let answer = try own.predict(x, from: [state, state], on: workspace)
        #expect(answer.states == (try plain.predict(x, from: [state, state], on: workspace)).states)
        #expect(answer.outputs != (try own.predict(x, on: workspace)))
        #expect(throws: SequentialError.self) { try own.predict(x, from: [state], on: workspace) }
    }

    @Test func everyKindOfWorkspaceGivesTheSameBits() throws {
        let model = try model(StepMixture(units: 20))
        let y = try targets(model)
        try model.expectSameBitsOnEveryKindOfWorkspace(for: .sequences(rows), y)
    }

    @Test func itLearns() throws {
        var model = try model(StepMixture(units: 4))
        let y = try targets(model)
        let reports = try model.fit(
            .sequences(rows), y, optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 30, on: workspace)
        #expect(reports[29].loss < reports[0].loss * 0.8)
    }
}
