import Seq2Seq
import Testing

/// The examples in the documentation comments of layers over steps: convolution, pooling, attention and their like.
struct StepLayerExamplesTests {
    /// A model that can be made answers.
    private func check(_ model: Sequential, _ x: Examples, shape: LayerShape) throws {
        #expect(model.outputShape == shape)
        #expect(throws: Never.self) { try model.predict(x) }
    }

    private let series = Examples.sequences([[[1], [2], [3], [4]], [[5]]])

    @Test func conv1D() throws {
        let model = try Sequential(input: .sequences(1)) {
            Conv1D(16, kernelSize: 3, padding: .causal, dilationRate: 2, activation: .relu)
            GlobalMaxPooling1D()
            Dense(1)
        }
        try check(model, series, shape: .vectors(1))
    }

    @Test func layerNormalization() throws {
        let model = try Sequential(input: .sequences(4)) {
            LSTM(16, returnSequences: true)
            LayerNormalization()
            Dense(1)
        }
        try check(model, .sequences([[[1, 2, 3, 4]]]), shape: .sequences(1))
    }

    @Test func maxPooling1D() throws {
        let model = try Sequential(input: .sequences(1)) {
            Conv1D(8, kernelSize: 3, padding: .same, activation: .relu)
            MaxPooling1D(2)
            LSTM(8)
            Dense(1)
        }
        try check(model, series, shape: .vectors(1))
    }

    @Test func averagePooling1D() throws {
        let model = try Sequential(input: .sequences(1)) {
            AveragePooling1D(3, strides: 1, padding: .causal)
            LSTM(8)
            Dense(1)
        }
        try check(model, series, shape: .vectors(1))
    }

    @Test func globalMaxPooling1D() throws {
        let model = try Sequential(input: .tokens()) {
            Embedding(6, 8, maskZero: true)
            Conv1D(16, kernelSize: 3, padding: .same, activation: .relu)
            GlobalMaxPooling1D()
            Dense(2, activation: .softmax)
        }
        try check(model, .tokens([[1, 2, 0], [0]]), shape: .vectors(2))
    }

    @Test func globalAveragePooling1D() throws {
        let model = try Sequential(input: .tokens()) {
            Embedding(6, 8, maskZero: true)
            GlobalAveragePooling1D()
            Dense(2, activation: .softmax)
        }
        try check(model, .tokens([[1, 2, 0], [0]]), shape: .vectors(2))
    }

    @Test func selfAttention() throws {
        let model = try Sequential(input: .sequences(1)) {
            Bidirectional(LSTM(8, returnSequences: true))
            SelfAttention(.additive)
            GlobalAveragePooling1D()
            Dense(1)
        }
        try check(model, series, shape: .vectors(1))
    }

    @Test func crf() throws {
        let (x, y): ([[Int32]], [[Int32]]) = ([[1, 2, 3], [4]], [[0, 1, 2], [1]])
        var model = try Sequential(input: .tokens()) {
            Embedding(6, 8)
            Bidirectional(LSTM(8, returnSequences: true))
            Dense(3)
            CRF()
        }
        try model.fit(.tokens(x), .tokens(y), loss: .conditionalRandomField, metrics: [.accuracy], epochs: 5)
        let tags = try model.predict(.tokens(x)).argmax
        #expect(tags.map(\.count) == [3, 1])
    }
}
