import Foundation
import Seq2Seq
import Testing

/// What a gate lets through of something new, and the rest of the old (Srivastava et al. 2015, eq. 3).
struct Highway: CustomLayer {
    static let kind = "highway"
    var depth = 1

    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        var x = input
        for level in 0..<depth {
            let gate = try x.linear(x.features, "gate_\(level)").sigmoid()
            let new = try x.linear(x.features, "new_\(level)").tanh()
            x = try gate * new + (1 - gate) * x
        }
        return x
    }
}

/// The mean of a row's steps, weighted by how much each matters (Yang et al. 2016, eq. 5 to 7).
struct AttentionPooling: CustomLayer {
    static let kind = "attention_pooling"
    var units: Int

    func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let hidden = try input.linear(units, "hidden").tanh()
        let weights = try hidden.linear(1, "score", hasBias: false).softmaxOfSteps()
        return try (input * weights).sumOfSteps()
    }
}

/// The lines of other examples.
private struct Lines: CustomLayer {
    static let kind = "lines"

    func callAsFunction(_ x: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let new = try x.linear(8, "new").relu()
        let gated = try new * x.linear(8, "gate").sigmoid()
        return try gated + scaled(read(gated))
    }

    private func read(_ x: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let read = try x.applying("reader") {
            Bidirectional(LSTM(8, returnSequences: true))
            LayerNormalization()
        }
        return try read.features(0..<8)
    }

    private func scaled(_ x: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
        let scale = try x.weight("scale", [x.features], startingAs: .ones)
        let scaled = try x * scale.repeated(over: x)
        return scaled
    }
}

/// The examples of layers and losses of one's own.
struct CustomLayerExamplesTests {
    private let rows: [[[Float]]] = [[[1, 2], [-1, 0.5], [0.25, -1]], [[-0.5, 1]], [[2, 0], [1, 1]]]
    private let y = Examples.vectors([[3], [-0.5], [1]])

    private let huber: SequenceLoss = {
        let huber = SequenceLoss("huber") { output, target in
            let errors = zip(output, target).map { $0 - $1 }
            let losses = errors.map { abs($0) < 1 ? $0 * $0 / 2 : abs($0) - 0.5 }
            return (value: losses.reduce(0, +), gradient: errors.map { max(-1, min(1, $0)) })
        }
        return huber
    }()

    @Test func aModelOfOwnLayersLearnsMasksChecksAndComesBack() throws {
        let x = Examples.sequences(rows)
        var model = try Sequential(input: .sequences(2)) {
            LSTM(4, returnSequences: true)
            Highway(depth: 2)
            AttentionPooling(units: 4)
            Dense(1)
        }
        try model.fit(x, y, loss: huber, epochs: 20)
        let check = try model.gradientCheck(x, y, loss: huber)
        precondition(check.error < 1e-3, "\(check.weights)")
        let padded = Examples.sequences(PaddedBatch(rows, side: .front, to: .exactly(9), with: .nan))
        #expect(try model.predict(padded) == model.predict(x))
        #expect(try model.evaluate(padded, y, loss: huber).loss == model.evaluate(x, y, loss: huber).loss)
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        try model.write(to: path)
        let read = try Sequential(contentsOf: path, customLayers: [Highway.self, AttentionPooling.self])
        #expect(try read.predict(x) == model.predict(x))
        #expect(read.layers == model.layers)
    }

    @Test func lines() throws {
        let x = Examples.sequences(rows)
        var model = try Sequential(input: .sequences(2)) {
            Lines()
            GlobalAveragePooling1D()
            Dense(1)
        }
        let huber = SequenceLoss("huber") { output, target in
            let errors = zip(output, target).map { $0 - $1 }
            let losses = errors.map { abs($0) < 1 ? $0 * $0 / 2 : abs($0) - 0.5 }
            return (value: losses.reduce(0, +), gradient: errors.map { max(-1, min(1, $0)) })
        }
        try model.fit(x, y, loss: huber, epochs: 20)
        #expect(try model.predict(x).vectors.count == 3)
    }

    @Test func typesOfAFile() throws {
        let written = try Sequential(input: .vectors(3)) { Highway() }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        try written.write(to: path)
        let model = try Sequential(contentsOf: path, customLayers: [Highway.self])
        #expect(model.layers == written.layers)
    }
}
