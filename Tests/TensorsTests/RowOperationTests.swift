import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

/// Gathering and adding rows: embeddings and selections, forward and backward.
@Suite("Rows")
struct RowOperationTests {
    private let workspace = Workspace(threads: 1)

    private func table(rows: Int, columns: Int) -> (store: ParameterStore, table: Parameter) {
        var random = RandomSource(seed: 3)
        var store = ParameterStore()
        let table = store.declare("table", shape: [rows, columns], initializer: .uniform(1))
        store.start(using: &random)
        return (store, table)
    }

    @Test(arguments: Kernels.available, [1, 15, 16, 17, 70])
    func gatheredRowsAreCopies(name: String, columns: Int) throws {
        let workspace = Workspace(threads: 1, kernels: try #require(Kernels(named: name)))
        let (store, table) = table(rows: 7, columns: columns)
        let ids: [Int32] = [6, 0, 0, 3]
        var tape = Tape(on: workspace, parameters: store, isRecording: false)
        let rows = withExtendedLifetime(workspace) { tape.embedding(table, ids: ids).value.elements }
        let values = store[table]
        #expect(rows.bits == ids.flatMap { values[Int($0) * columns..<(Int($0) + 1) * columns] }.bits)
    }

    @Test func rowsAreAddedInTheirOrderByEveryWorkspace() throws {
        let (rows, columns) = (3000, 130)
        let (store, table) = table(rows: 11, columns: columns)
        var random = RandomSource(seed: 4)
        let ids = (0..<rows).map { _ in Int32(random.next(below: 11)) }
        let gradient = DoubleMatrix.random(rows: rows, columns: columns, using: &random)
        let floats = gradient.floats
        var expected = [Float](repeating: 0, count: 11 * columns)
        for (row, id) in ids.enumerated() {
            for column in 0..<columns { expected[Int(id) * columns + column] += floats[row * columns + column] }
        }
        for workspace in Workspace.everyKind {
            var tape = Tape(on: workspace, parameters: store, isRecording: true)
            let output = tape.embedding(table, ids: ids)
            try #require(output.gradient).load(gradient)
            let gradients = tape.gradients()
            #expect(gradients[table].bits == expected.bits, "\(workspace.kind)")
        }
    }

    @Test func rowsThatOutliveATapeAreSelectedAsAsked() {
        let matrix = workspace.arena.matrix(rows: 3, columns: 2)
        matrix.load(DoubleMatrix(rows: 3, columns: 2, elements: [1, 2, 3, 4, 5, 6]))
        let rows = Rows(copying: matrix)
        matrix.fill(with: 0)
        let selected = rows.selecting([2, 0, 2])
        #expect(selected.count == 3)
        #expect([selected[0], selected[1], selected[2]] == [[5, 6], [1, 2], [5, 6]])
        #expect(rows.selecting([]).count == 0)
        #expect(rows[1] == [3, 4])
    }
}
