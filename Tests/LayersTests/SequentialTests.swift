import Seq2SeqLayers
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// What can be said of a stack before it computes.
@Suite("Building a Sequential")
struct SequentialTests {
    @Test func shapesAndCountsAreKnownWhenItIsBuilt() throws {
        let model = try Sequential(input: .tokens(time: 12)) {
            Embedding(100, 8, maskZero: true)
            for units in [16, 6] { Bidirectional(LSTM(units, returnSequences: true), mergeMode: .sum) }
            ZeroPadding(3)
            LastSteps(5)
            Dropout(0.5)
            LSTM(7)
            RepeatVector(4)
            Dense(2, activation: .softmax)
        }
        #expect(
            model.names == [
                "embedding", "bidirectional", "bidirectional_1", "zero_padding", "last_steps", "dropout", "lstm",
                "repeat_vector", "dense",
            ])
        #expect(
            model.outputShapes == [
                .sequences(8, time: 12), .sequences(16, time: 12), .sequences(6, time: 12), .sequences(6, time: 15),
                .sequences(6, time: 5), .sequences(6, time: 5), .vectors(7), .sequences(7, time: 4),
                .sequences(2, time: 4),
            ])
        let directions = 2 * (4 * 16 * (8 + 16 + 1))
        #expect(model.parameterCount(ofLayer: 1) == directions)
        #expect((0..<9).reduce(0) { $0 + model.parameterCount(ofLayer: $1) } == model.parameters.count)
    }

    @Test func theSummaryIsATable() throws {
        let model = try Sequential(input: .sequences(3)) {
            LSTM(10, returnSequences: true)
            GRU(10, returnSequences: true)
            SimpleRNN(10, returnSequences: true)
            LSTM(10)
            Dense(1)
        }
        #expect(
            model.summary() == """
                layer       output shape       parameters
                -----------------------------------------
                input       [batch, time, 3]            0
                lstm        [batch, time, 10]         560
                gru         [batch, time, 10]         660
                simple_rnn  [batch, time, 10]         210
                lstm_1      [batch, 10]               840
                dense       [batch, 1]                 11
                -----------------------------------------
                total                                2281
                """)
    }

    @Test func anImpossibleStackIsRefusedWithTheLayersNameAndBothShapes() {
        let error = #expect(throws: SequentialError.self) {
            try Sequential(input: .sequences(3)) {
                LSTM(10)
                LSTM(5)
            }
        }
        #expect(
            "\(error.map(String.init(describing:)) ?? "")"
                == "The layer 'lstm_1' expects [batch, time, features], but what comes before it gives [batch, 10].")
    }

    @Test(arguments: [
        (LayerShape.vectors(3), [Layer.lstm(LSTM(2))], "lstm"),
        (.vectors(3), [.gru(GRU(2))], "gru"),
        (.vectors(3), [.simpleRNN(SimpleRNN(2))], "simple_rnn"),
        (.vectors(3), [.lastSteps(LastSteps(2))], "last_steps"),
        (.vectors(3), [.zeroPadding(ZeroPadding(2))], "zero_padding"),
        (.vectors(3), [.masking(Masking())], "masking"),
        (.vectors(3), [.conv1D(Conv1D(2, kernelSize: 1))], "conv1d"),
        (.vectors(3), [.maxPooling1D(MaxPooling1D())], "max_pooling1d"),
        (.vectors(3), [.globalAveragePooling1D(GlobalAveragePooling1D())], "global_average_pooling1d"),
        (.vectors(3), [.selfAttention(SelfAttention())], "self_attention"),
        (.vectors(3), [.crf(CRF())], "crf"),
        (.tokens(), [.layerNormalization(LayerNormalization())], "layer_normalization"),
        (.vectors(3), [.bidirectional(Bidirectional(LSTM(2)))], "bidirectional"),
        (.vectors(3), [.embedding(Embedding(5, 2))], "embedding"),
        (.sequences(3), [.repeatVector(RepeatVector(2))], "repeat_vector"),
        (.sequences(3), [.embedding(Embedding(5, 2))], "embedding"),
        (.tokens(), [.dense(Dense(5))], "dense"),
        (.tokens(), [.dropout(Dropout(0.5))], "dropout"),
    ])
    func aLayerRefusesWhatItCannotRead(input: LayerShape, layers: [Layer], name: String) {
        let error = #expect(throws: SequentialError.self) { try Sequential(input: input) { layers } }
        guard case .input(let layer, _, let found) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(layer == name && found == input)
    }

    @Test(arguments: [
        Layer.dense(Dense(0)), .lstm(LSTM(-1)), .lstm(LSTM(2, dropout: 1)), .gru(GRU(0)),
        .simpleRNN(SimpleRNN(2, dropout: -1)),
        .lstm(LSTM(2, recurrentDropout: 1)), .bidirectional(Bidirectional(GRU(2, recurrentDropout: .nan))),
        .dropout(Dropout(-0.1)), .dropout(Dropout(1 - 1e-12)), .lstm(LSTM(2, recurrentDropout: 1 - 1e-12)),
        .dropout(Dropout(.nan)), .lastSteps(LastSteps(0)), .zeroPadding(ZeroPadding(-1)),
        .lstm(LSTM(Int.max)), .bidirectional(Bidirectional(LSTM(2, goBackwards: true))),
        .bidirectional(Bidirectional(GRU(2, goBackwards: true))),
        .conv1D(Conv1D(0, kernelSize: 2)), .conv1D(Conv1D(2, kernelSize: 0)), .conv1D(Conv1D(2, kernelSize: 1 << 24)),
        .conv1D(Conv1D(2, kernelSize: 2, strides: 0)), .conv1D(Conv1D(2, kernelSize: 2, dilationRate: -1)),
        .maxPooling1D(MaxPooling1D(0)), .averagePooling1D(AveragePooling1D(2, strides: -1)),
        .layerNormalization(LayerNormalization(epsilon: 0)), .layerNormalization(LayerNormalization(epsilon: .nan)),
        .layerNormalization(LayerNormalization(epsilon: 1e-60)),
    ])
    func anImpossibleSizeIsRefused(layer: Layer) {
        let error = #expect(throws: SequentialError.self) { try Sequential(input: .sequences(3)) { layer } }
        guard case .impossibleSize = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: [
        (StepPadding.valid, 1, 1, 3), (.valid, 2, 1, 2), (.valid, 1, 2, 1), (.same, 1, 1, 5), (.same, 2, 3, 3),
        (.causal, 1, 2, 5), (.causal, 3, 1, 2),
    ])
    func windowsAreCountedWhenItIsBuilt(padding: StepPadding, strides: Int, dilation: Int, time: Int) throws {
        let model = try Sequential(input: .sequences(2, time: 5)) {
            Conv1D(4, kernelSize: 3, strides: strides, padding: padding, dilationRate: dilation)
        }
        #expect(model.outputShape == .sequences(4, time: time))
        #expect(model.parameterCount(ofLayer: 0) == 3 * 2 * 4 + 4)
        let answer = try model.predict(.sequences([[[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]]]))
        #expect(answer.sequences[0].count == time)
    }

    @Test func aRowThatIsShorterThanAWindowGivesNothing() throws {
        let model = try Sequential(input: .sequences(1)) {
            Conv1D(2, kernelSize: 3)
            MaxPooling1D(2)
        }
        let answer = try model.predict(.sequences([[[1], [2]], [[1], [2], [3], [4]], []]))
        #expect(answer.sequences.map(\.count) == [0, 1, 0])
        #expect(throws: SequentialError.tooFewSteps(layer: "conv1d", asked: 3, found: .sequences(1, time: 2))) {
            try Sequential(input: .sequences(1, time: 2)) { Conv1D(2, kernelSize: 3) }
        }
        #expect(throws: SequentialError.tooFewSteps(layer: "max_pooling1d", asked: 4, found: .sequences(1, time: 2))) {
            try Sequential(input: .sequences(1, time: 2)) { MaxPooling1D(4) }
        }
    }

    @Test func aRandomFieldMustBeTheLast() {
        let error = #expect(throws: SequentialError.notLast(layer: "crf")) {
            try Sequential(input: .sequences(3)) {
                CRF()
                Dense(2)
            }
        }
        #expect(
            "\(error.map(String.init(describing:)) ?? "")"
                == "The layer 'crf' must be the last, but others follow it.")
    }

    @Test func moreLastStepsThanThereAreAreRefused() {
        #expect(throws: SequentialError.tooFewSteps(layer: "last_steps", asked: 5, found: .sequences(3, time: 4))) {
            try Sequential(input: .sequences(3, time: 4)) { LastSteps(5) }
        }
        #expect(throws: SequentialError.noLayers) { try Sequential(input: .vectors(3)) {} }
        #expect(throws: SequentialError.self) { try Sequential(input: .vectors(0)) { Dense(1) } }
    }

    @Test func inputsOfAnotherShapeAreRefused() throws {
        let model = try Sequential(input: .sequences(2, time: 3)) { LSTM(2) }
        for examples in [
            Examples.vectors([[1, 2]]), .tokens([[1, 2, 3]]), .sequences([[[1], [2], [3]]]), .sequences([[[1, 2]]]),
        ] {
            #expect(throws: SequentialError.data(expected: "[batch, 3, 2]", found: examples.shape)) {
                try model.predict(examples)
            }
        }
        #expect(throws: SequentialError.noExamples) { try model.predict(.sequences([])) }
        let table = try Sequential(input: .tokens()) { Embedding(4, 2) }
        #expect(throws: SequentialError.outsideRange(id: 4, count: 4)) { try table.predict(.tokens([[1, 4]])) }
    }

    /// More rows than are computed at once.
    @Test func manyRowsAreAllPredicted() throws {
        let model = try Sequential(input: .sequences(1)) { Dense(1, activation: .tanh) }
        let x = (0..<2500).map { row in (0..<1 + row % 3).map { [Float($0 + row) / 2500] } }
        let workspace = Workspace(threads: 1)
        let answer = try model.predict(.sequences(x), on: workspace).sequences
        #expect(answer.map(\.count) == x.map(\.count))
        for row in [0, 1023, 1024, 2047, 2048, 2499] {
            #expect(try model.predict(.sequences([x[row]]), on: workspace).sequences == [answer[row]])
        }
    }

    @Test func equalSeedsGiveEqualWeights() throws {
        func model(_ seed: UInt64) throws -> [[Float]] {
            try Sequential(input: .sequences(2), seed: seed) {
                LSTM(3)
                Dense(1)
            }.kerasWeights
        }
        #expect(try model(1) == model(1))
        #expect(try model(1) != model(2))
    }
}

extension LayerBuilder {
    /// So that a test can be given any layer.
    static func buildExpression(_ layer: Layer) -> [Layer] { [layer] }
}
