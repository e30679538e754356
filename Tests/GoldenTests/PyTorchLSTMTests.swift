import Foundation
import Seq2SeqLayers
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Three LSTM layers in both directions over rows of unequal lengths, held against PyTorch's.
@Suite("Golden numbers of PyTorch's LSTM")
struct PyTorchLSTMTests {
    private static let (inputSize, layerCount, hidden) = (4, 3, 10)
    /// Of a tensor's largest element.
    private static let tolerance = 1e-5

    private let workspace = Workspace(threads: 1)
    private let file: FixtureFile
    private let layout: SequenceLayout
    private let batch: Int

    init() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        file = try FixtureFile(at: directory.appending(path: "Golden/pytorch_lstm.safetensors"))
        let lengths = try file.values(of: "lengths", shape: nil).map { Int($0) }
        batch = lengths.count
        layout = SequenceLayout(Mask(lengths: lengths))
    }

    /// Of a tensor `[batch, time, columns]` the packed rows.
    private func packed(_ name: String, columns: Int) throws -> [Float] {
        let values = try file.values(of: name, shape: [batch, layout.time, columns])
        return layout.steps.flatMap { step in
            let first = (step.row * layout.time + step.index) * columns
            return values[first..<first + columns]
        }
    }

    /// Of a tensor `[layers, batch, hidden]` a layer, its rows in packed order.
    private func layer(_ layer: Int, of name: String) throws -> [Float] {
        let values = try file.values(of: name, shape: [Self.layerCount, batch, Self.hidden])
        return layout.order.flatMap { row in
            values[(layer * batch + row) * Self.hidden..<(layer * batch + row + 1) * Self.hidden]
        }
    }

    private func variable(_ values: [Float], columns: Int, on tape: inout Tape) -> Variable {
        tape.input(DoubleMatrix(rows: values.count / columns, columns: columns, floats: values))
    }

    private func load(_ values: [Float], into gradient: Matrix?) throws {
        let gradient = try #require(gradient)
        gradient.load(DoubleMatrix(rows: gradient.rows, columns: gradient.columns, floats: values))
    }

    private func check(_ values: [Float], _ expected: [Float], _ name: String) {
        #expect(relativeError(values, from: expected.map(Double.init)) <= Self.tolerance, "\(name)")
    }

    @Test func outputsFinalStatesAndEveryGradientAreThoseOfPyTorch() throws {
        var store = ParameterStore()
        let lstm = LSTMStack(
            "lstm", inputSize: Self.inputSize, hiddenSize: Self.hidden, layerCount: Self.layerCount,
            isBidirectional: true, in: &store)
        store.fillWithZeros()
        for name in store.names {
            let parameter = try #require(store.parameter(named: name))
            store[parameter] = try file.values(of: name, shape: store.shape(of: parameter))
        }
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        let x = variable(try packed("x", columns: Self.inputSize), columns: Self.inputSize, on: &tape)
        var initial: [LSTMState] = []
        for index in 0..<Self.layerCount {
            initial.append(
                LSTMState(
                    hidden: variable(try layer(index, of: "initial.hidden"), columns: Self.hidden, on: &tape),
                    cell: variable(try layer(index, of: "initial.cell"), columns: Self.hidden, on: &tape)))
        }
        let (outputs, final) = lstm(x, layout: layout.packed, initial: initial, on: &tape)
        check(outputs.value.elements, try packed("expected.outputs", columns: Self.hidden), "outputs")
        // The upper layers have left no gradient yet, so these are the shares of the loss alone.
        try load(try packed("share.outputs", columns: Self.hidden), into: outputs.gradient)
        for (index, state) in final.enumerated() {
            check(state.hidden.value.elements, try layer(index, of: "expected.hidden"), "hidden \(index)")
            check(state.cell.value.elements, try layer(index, of: "expected.cell"), "cell \(index)")
            try load(try layer(index, of: "share.hidden"), into: state.hidden.gradient)
            try load(try layer(index, of: "share.cell"), into: state.cell.gradient)
        }
        let gradients = tape.gradients()
        for name in store.names {
            let parameter = try #require(store.parameter(named: name))
            check(gradients[parameter], try file.values(of: "expected.gradient.\(name)", shape: nil), name)
        }
        check(
            try #require(x.gradient).elements, try packed("expected.gradient.x", columns: Self.inputSize), "x")
        for (index, state) in initial.enumerated() {
            let name = "expected.gradient.initial"
            check(try #require(state.hidden.gradient).elements, try layer(index, of: "\(name).hidden"), "hidden")
            check(try #require(state.cell.gradient).elements, try layer(index, of: "\(name).cell"), "cell")
        }
    }
}
