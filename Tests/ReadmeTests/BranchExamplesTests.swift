import Seq2Seq
import Testing

/// The examples of models with several inputs and outputs.
struct BranchExamplesTests {
    private let series: [[[Float]]] = [[[1], [2], [3]], [[2]], [[0], [1]], [[4], [4]]]
    private let shops: [[Float]] = [[0, 1], [1, 0], [1, 1], [0, 0]]
    private let amounts: [[Float]] = [[6], [2], [1], [8]]
    private let kinds: [Int32] = [1, 0, 0, 2]

    @Test func severalInputsAndOutputs() throws {
        var model = try BranchedModel {
            Branch(input: .sequences(1)) { LSTM(8) }
            Branch(input: .vectors(2)) { Dense(4, activation: .tanh) }
            Concatenate { Dense(8, activation: .tanh) }
            Head { Dense(1) }
            Head { Dense(3, activation: .softmax) }
        }
        let x = Examples.several([.sequences(series), .vectors(shops)])
        let y = Examples.several([.vectors(amounts), .classes(kinds)])
        let loss = SequenceLoss.several([.meanSquaredError, .categoricalCrossEntropy], weights: [1, 0.5])
        try model.fit(x, y, loss: loss, metrics: [SequenceMetric.accuracy.ofOutput(1)], epochs: 20)
        let answers = try model.predict(x).parts
        #expect(answers[0].vectors.count == 4 && answers[1].argmax.count == 4)
    }

    @Test func twoInputsOneOutput() throws {
        let branch = Branch(input: .tokens()) {
            Embedding(5, 4)
            LSTM(6)
        }
        let head = Head { Dense(3, activation: .softmax) }
        let model = try BranchedModel {
            branch
            Branch(input: .vectors(6))
            Add { LayerNormalization() }
            head
        }
        #expect(model.outputShapes == [.vectors(3)])
        let join = Concatenate { Dense(8, activation: .relu) }
        #expect(join.layers.count == 1)
    }

    @Test func sums() throws {
        let join = Add { LayerNormalization() }
        #expect(join.layers.count == 1)
    }
}
