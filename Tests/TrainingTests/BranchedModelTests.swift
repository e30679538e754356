import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// Models of several inputs and outputs.
@Suite("Models with branches")
struct BranchedModelTests {
    private let workspace = Workspace(threads: 1)
    private static let lengths = [4, 1, 3, 0, 2]
    private let rows = InvariantStack.vectors(lengths, features: 2, seed: 1)
    private let vectors = InvariantStack.vectors([5], features: 3, seed: 2)[0]
    private let classes: [Int32] = [0, 2, 1, 1, 0]
    private let loss = SequenceLoss.several([.meanAbsoluteError, .categoricalCrossEntropy], weights: [1, 0.5])

    private var x: Examples {
        .several([.sequences(rows), .vectors(vectors), .tokens(rows.map { $0.map { 1 + Int32(abs($0[0]) * 4) } })])
    }

    private var y: Examples {
        .several([.sequences(InvariantStack.vectors(Self.lengths, features: 1, seed: 3)), .classes(classes)])
    }

    private func model() throws -> BranchedModel {
        try BranchedModel {
            Branch(input: .sequences(2)) { GRU(4, returnSequences: true, dropout: 0.25) }
            Branch(input: .vectors(3)) { Dense(4, activation: .tanh) }
            Branch(input: .tokens()) {
                Embedding(6, 4, maskZero: true)
                AttentionSum()
            }
            Add { LayerNormalization() }
            Head { Dense(1) }
            Head {
                LSTM(3)
                Dense(3, activation: .softmax)
            }
        }
    }

    private struct AttentionSum: CustomLayer {
        static let kind = "attention_sum"

        func callAsFunction(_ input: SymbolicTensor) throws(SequentialError) -> SymbolicTensor {
            try input.attention(over: input).sumOfSteps()
        }
    }

    private func bits(_ outputs: Examples) -> [[[[UInt32]]]] {
        outputs.parts.map { $0.sequences.map { $0.map(\.bits) } }
    }

    @Test func paddingAndCompanionsChangeNoBit() throws {
        let model = try model()
        let whole = bits(try model.predict(x, on: workspace))
        for row in rows.indices {
            let alone = bits(try model.predict(x.selecting([row]), on: workspace))
            #expect(alone == whole.map { [$0[row]] }, "row \(row)")
        }
        let padded = Examples.several([
            .sequences(PaddedBatch(rows, side: .front, to: .exactly(9), with: .nan)), x.parts[1], x.parts[2],
        ])
        #expect(bits(try model.predict(padded, on: workspace)) == whole)
        let (loss, gradients) = try model.lossAndGradients(for: x, y, loss: loss, on: workspace)
        for workspace in Workspace.everyKind {
            let other = try model.lossAndGradients(for: padded, y, loss: self.loss, on: workspace)
            #expect(other.loss == loss)
            for parameter in model.parameters.names.compactMap(model.parameters.parameter(named:)) {
                #expect(other.gradients[parameter].bits == gradients[parameter].bits)
            }
        }
    }

    @Test func gradientsAgreeWithCentralDifferences() throws {
        let check = try model().gradientCheck(x, y, loss: .several([.meanSquaredError, .categoricalCrossEntropy]))
        #expect(check.error < 2e-3, "\(check.weights)")
    }

    @Test func weightsAndMetricsAreThoseOfEachOutput() throws {
        let model = try model()
        let weighted = Examples.several([y.parts[0].weighted(by: [1, 1, 2, 1, 0]), y.parts[1]])
        let both = try model.evaluate(
            x, weighted, loss: loss, metrics: [.meanAbsoluteError, SequenceMetric.accuracy.ofOutput(1)], on: workspace)
        func alone(_ weights: [Double]) throws -> Double {
            try model.evaluate(
                x, weighted, loss: .several([.meanAbsoluteError, .categoricalCrossEntropy], weights: weights),
                on: workspace
            ).loss
        }
        let sum = try alone([1, 0]) + alone([0, 0.5])
        #expect(abs(both.loss - sum) < 1e-6)
        let outputs = try model.predict(x, on: workspace)
        let right = zip(outputs.parts[1].argmax.map { $0[0] }, classes).count { $0 == $1 }
        #expect(both.metrics[1] == Double(right) / 5)
        let small = try model.evaluate(x, weighted, loss: loss, batchSize: 1, on: workspace)
        #expect(abs(small.loss - both.loss) < 1e-6)
    }

    @Test func aFitGoesOnFromItsCheckpointToTheSameBits() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        let options = FitOptions {
            $0.epochs = 4
            $0.batchSize = 2
            $0.checkpoint = path
        }
        var (whole, stopped, resumed) = (try model(), try model(), try model())
        let reports = try whole.fit(x, y, loss: loss, options: options, on: workspace)
        #expect(reports[3].loss < reports[0].loss)
        unlink(path)
        try stopped.fit(x, y, loss: loss, options: options, on: workspace) { report, _ in
            report.epoch == 2 ? .stop : .proceed
        }
        try resumed.fit(x, y, loss: loss, options: options, on: workspace)
        #expect(resumed.parameters.storage.elements.elementsEqual(whole.parameters.storage.elements))
        var other = try model()
        #expect(throws: SequentialError.self) {
            try other.fit(x, y, loss: .several([.meanAbsoluteError, .categoricalCrossEntropy]), options: options)
        }
    }

    @Test func filesBringItBack() throws {
        let model = try model()
        let data = try model.data()
        let read = try BranchedModel(data: data, customLayers: [AttentionSum.self])
        #expect(try read.data() == data && read.outputShapes == model.outputShapes)
        #expect(bits(try read.predict(x, on: workspace)) == bits(try model.predict(x, on: workspace)))
        #expect(throws: ModelFileError.self) { try BranchedModel(data: data) }
        #expect(throws: ModelFileError.self) { try Sequential(data: data, customLayers: [AttentionSum.self]) }
    }

    @Test func oneInputOrOneOutputIsNoSeveral() throws {
        var model = try BranchedModel {
            Branch(input: .sequences(2)) { LSTM(3) }
            Head { Dense(1) }
        }
        let stack = try Sequential(input: .sequences(2)) {
            LSTM(3)
            Dense(1)
        }
        let x = Examples.sequences(rows)
        #expect(try model.predict(x, on: workspace) == stack.predict(x, on: workspace))
        #expect(try model.fit(x, .vectors(rows.map { _ in [1] }), epochs: 2, on: workspace).count == 2)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        #expect(throws: SequentialError.self) { try BranchedModel { Head { Dense(1) } } }
        #expect(throws: SequentialError.self) { try BranchedModel { Branch(input: .vectors(1)) } }
        #expect(throws: SequentialError.self) {
            try BranchedModel {
                Branch(input: .vectors(1))
                Branch(input: .vectors(2))
                Head { Dense(1) }
            }
        }
        #expect(throws: SequentialError.self) {
            try BranchedModel {
                Branch(input: .vectors(1))
                Branch(input: .vectors(2))
                Add()
                Head { Dense(1) }
            }
        }
        #expect(throws: SequentialError.self) {
            try BranchedModel {
                Branch(input: .sequences(1))
                Branch(input: .sequences(1))
                Concatenate()
                Head { Dense(1) }
            }
        }
        #expect(throws: SequentialError.self) {
            try BranchedModel {
                Branch(input: .vectors(1))
                Head { Dense(1) }
                Add()
            }
        }
    }

    @Test func dataThatDoesNotFitIsRefused() throws {
        let model = try model()
        func check(_ x: Examples, _ y: Examples, _ loss: SequenceLoss, _ metrics: [SequenceMetric] = []) {
            #expect(throws: SequentialError.self) {
                try model.evaluate(x, y, loss: loss, metrics: metrics, on: workspace)
            }
        }
        check(x.parts[0], y, loss)
        check(x, y.parts[0], loss)
        check(x, y, .meanSquaredError)
        check(x, y, .several([.meanSquaredError]))
        check(x, y, loss, [SequenceMetric.accuracy.ofOutput(2)])
        check(x, y.weighted(by: [1, 1, 1, 1, 1]), loss)
        check(.several([x.parts[0], x.parts[1].selecting([0]), x.parts[2]]), y, loss)
        check(.several([x.parts[0], x.parts[1], .tokens(rows.map { _ in [6] })]), y, loss)
        let stack = try Sequential(input: .vectors(3)) { Dense(3) }
        #expect(throws: SequentialError.self) { try stack.predict(x, on: workspace) }
        #expect(throws: SequentialError.self) {
            try stack.evaluate(x.parts[1], .vectors(vectors), loss: loss, on: workspace)
        }
        #expect(throws: SequentialError.self) { try stack.evaluate(x.parts[1], y, on: workspace) }
    }
}
