import Seq2Seq
import Testing

/// The examples in the documentation comments of a stack's layers, and of what trains one.
struct LayerExamplesTests {
    /// A model that can be made answers.
    private func check(_ model: Sequential, _ x: Examples, shape: LayerShape) throws {
        #expect(model.outputShape == shape)
        #expect(throws: Never.self) { try model.predict(x) }
    }

    @Test func dense() throws {
        let model = try Sequential(input: .vectors(2)) {
            Dense(16, activation: .tanh)
            Dense(4, activation: .softmax)
        }
        try check(model, .vectors([[1, 2]]), shape: .vectors(4))
    }

    @Test func lstm() throws {
        let model = try Sequential(input: .sequences(1)) {
            LSTM(16, returnSequences: true)
            LSTM(16, recurrentDropout: 0.2)
            Dense(1)
        }
        try check(model, .sequences([[[1], [2]]]), shape: .vectors(1))
    }

    @Test func gru() throws {
        let model = try Sequential(input: .sequences(1)) {
            GRU(16)
            Dense(1)
        }
        try check(model, .sequences([[[1], [2]]]), shape: .vectors(1))
    }

    @Test func simpleRNN() throws {
        let model = try Sequential(input: .sequences(1)) {
            SimpleRNN(16, goBackwards: true)
            Dense(1)
        }
        try check(model, .sequences([[[1], [2]]]), shape: .vectors(1))
    }

    @Test func bidirectional() throws {
        let model = try Sequential(input: .sequences(1)) {
            Bidirectional(LSTM(16, returnSequences: true), mergeMode: .sum)
            Dense(1)
        }
        try check(model, .sequences([[[1], [2]]]), shape: .sequences(1))
    }

    @Test func embedding() throws {
        let model = try Sequential(input: .tokens()) {
            Embedding(6, 8, maskZero: true)
            LSTM(16)
            Dense(2, activation: .softmax)
        }
        try check(model, .tokens([[1, 2, 0]]), shape: .vectors(2))
    }

    @Test func repeatVector() throws {
        let model = try Sequential(input: .vectors(1)) {
            RepeatVector(8)
            LSTM(16, returnSequences: true)
            Dense(1)
        }
        try check(model, .vectors([[1]]), shape: .sequences(1, time: 8))
    }

    @Test func lastSteps() throws {
        let model = try Sequential(input: .sequences(1)) {
            LSTM(24, returnSequences: true)
            LastSteps(5)
            Dense(1)
        }
        try check(model, .sequences([[[1], [2], [3], [4], [5], [6]]]), shape: .sequences(1, time: 5))
    }

    @Test func zeroPadding() throws {
        let model = try Sequential(input: .sequences(1)) {
            ZeroPadding(5)
            LSTM(24, returnSequences: true)
            LastSteps(5)
            Dense(1)
        }
        try check(model, .sequences([[[1], [2]]]), shape: .sequences(1, time: 5))
    }

    @Test func masking() throws {
        let model = try Sequential(input: .sequences(1)) {
            Masking(-1)
            LSTM(16)
            Dense(1)
        }
        try check(model, .sequences([[[1], [-1]]]), shape: .vectors(1))
    }

    @Test func dropout() throws {
        let model = try Sequential(input: .vectors(2)) {
            Dense(16, activation: .relu)
            Dropout(0.2)
            Dense(1)
        }
        try check(model, .vectors([[1, 2]]), shape: .vectors(1))
    }

    private let x = (0..<20).map { row in (0...row % 4).map { [Float($0 - row) / 20] } }
    private var y: [[Float]] { x.map { [$0.reduce(0) { $0 + $1[0] }] } }

    @Test func fit() throws {
        let (x, y) = (x, y)
        var model = try Sequential(input: .sequences(1)) {
            LSTM(16)
            Dense(1)
        }
        try model.fit(.sequences(x), .vectors(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 40)
        let answer = try model.predict(.sequences(x)).vectors
        #expect(answer.count == 20)
    }

    private func stack() throws -> Sequential {
        try Sequential(input: .sequences(1)) {
            LSTM(8)
            Dense(1)
        }
    }

    @Test func fitKeepsTheBest() throws {
        var model = try stack()
        let (x, y) = (Examples.sequences(x), Examples.vectors(y))
        let (newX, newY) = (x, y)
        var best = (model: model, loss: Double.infinity)
        try model.fit(x, y, epochs: 40, validation: (x: newX, y: newY)) { epoch, model in
            if let loss = epoch.validation?.loss, loss < best.loss { best = (model, loss) }
            return .proceed
        }
        #expect(best.loss < .infinity)
    }

    @Test func fitGoesOn() throws {
        var model = try stack()
        let (x, y) = (Examples.sequences(x), Examples.vectors(y))
        var optimizer = Optimizer(.adam, learningRate: 0.02)
        while try model.evaluate(x, y).loss > 0.01, optimizer.epochCount < 100 {
            try model.fit(x, y, optimizer: &optimizer, epochs: 5)
        }
        #expect(optimizer.epochCount % 5 == 0)
    }

    func error(of model: some SequenceModel, on x: Examples, _ y: Examples) throws -> Double {
        try model.evaluate(x, y, loss: .meanSquaredError).loss
    }

    @Test func sequenceModel() throws {
        #expect(try error(of: stack(), on: .sequences(x), .vectors(y)) > 0)
    }
}
