import Seq2SeqLayers
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Linear and embedding layers")
struct LinearTests {
    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)

    private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> DoubleMatrix {
        var random = RandomSource(seed: seed)
        return .random(rows: rows, columns: columns, using: &random)
    }

    @Test func aDenseLayerDeclaresPyTorchsNamesAndShapes() {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        let layer = Linear("output", inputSize: 6, outputSize: 9, in: &store)
        store.start(using: &random)
        #expect(store.names == ["output.weight", "output.bias"])
        #expect(store.shape(of: layer.weight) == [9, 6])
        #expect(store.shape(of: layer.bias) == [9])
        #expect(store[layer.bias] == [Float](repeating: 0, count: 9))
        #expect(store[layer.weight].allSatisfy { abs($0) <= Float(0.4).squareRoot() })
    }

    @Test func aDenseLayerIsItsFormula() {
        var random = RandomSource(seed: 2)
        var store = ParameterStore()
        let layer = Linear("output", inputSize: 6, outputSize: 9, in: &store)
        store.start(using: &random)
        store[layer.bias] = matrix(1, 9, seed: 3).floats
        let x = matrix(5, 6, seed: 4)
        var tape = Tape(on: workspace, parameters: store, isRecording: false)
        let y = layer(tape.input(x), on: &tape)
        let expected = x.product(transposed: DoubleMatrix(layer.weight, of: store))
            .adding(toEveryRow: DoubleMatrix(layer.bias, of: store))
        #expect(y.rows == 5 && y.columns == 9)
        #expect(relativeError(y.value.elements, from: expected.elements) <= 1e-6)
    }

    @Test func anEmbeddingIsATableOfVectors() {
        var random = RandomSource(seed: 5)
        var store = ParameterStore()
        let layer = EmbeddingTable("words", vocabularySize: 7, embeddingSize: 3, in: &store)
        store.start(using: &random)
        #expect(store.names == ["words.weight"])
        #expect(store.shape(of: layer.weight) == [7, 3])
        #expect(store[layer.weight].allSatisfy { abs($0) <= 0.1 })
        var tape = Tape(on: workspace, parameters: store, isRecording: false)
        let rows = layer([6, 2, 6], on: &tape).value.elements
        let table = DoubleMatrix(layer.weight, of: store)
        #expect(rows == table.selecting([6, 2, 6]).floats)
    }

    @Test func anIdOutsideTheTableIsAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            var random = RandomSource(seed: 5)
            var store = ParameterStore()
            let layer = EmbeddingTable("words", vocabularySize: 7, embeddingSize: 3, in: &store)
            store.start(using: &random)
            var tape = Tape(on: Workspace(threads: 1), parameters: store, isRecording: false)
            _ = layer([7], on: &tape)
        }
    }
}
