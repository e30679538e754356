import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

@Suite("Gradients")
struct GradientsTests {
    private let store: ParameterStore
    private let table: Parameter

    init() {
        var random = RandomSource(seed: 1)
        var store = ParameterStore()
        table = store.declare("table", shape: [3, 2], initializer: .uniform(1))
        store.start(using: &random)
        self.store = store
    }

    /// The gradient that is 1 for each element of the rows.
    private func gradients(rows: [Int32], tokens: Int, on workspace: Workspace) -> Gradients {
        var tape = Tape(on: workspace, parameters: store, isRecording: true)
        tape.embedding(table, ids: rows).gradient?.fill(with: 1)
        var gradients = tape.gradients()
        gradients.tokenCount = tokens
        return gradients
    }

    @Test func sumsAddValuesAndTokens() {
        let workspace = Workspace(threads: 1)
        var sum = gradients(rows: [0, 1], tokens: 3, on: workspace)
        sum.add(gradients(rows: [1, 2, 1], tokens: 4, on: workspace))
        #expect(sum[table] == [1, 1, 3, 3, 1, 1])
        #expect(sum.tokenCount == 7)
    }

    @Test func addingDoesNotChangeACopy() {
        let workspace = Workspace(threads: 1)
        let first = gradients(rows: [0], tokens: 1, on: workspace)
        var sum = first
        sum.add(first)
        #expect(first[table] == [1, 1, 0, 0, 0, 0])
        #expect(sum[table] == [2, 2, 0, 0, 0, 0])
    }

    /// The workspace uses the memory of earlier gradients again, but only if nobody holds them.
    @Test func gradientsThatAreHeldAreNotOverwritten() {
        let workspace = Workspace(threads: 1)
        let first = gradients(rows: [0], tokens: 1, on: workspace)
        let second = gradients(rows: [2], tokens: 1, on: workspace)
        #expect(first[table] == [1, 1, 0, 0, 0, 0])
        #expect(second[table] == [0, 0, 0, 0, 1, 1])
        _ = gradients(rows: [1], tokens: 1, on: workspace)
        #expect(gradients(rows: [1], tokens: 1, on: workspace)[table] == [0, 0, 1, 1, 0, 0])
        #expect(second[table] == [0, 0, 0, 0, 1, 1])
    }

    @Test func aWarmedUpStepTakesNoNewMemory() {
        let workspace = Workspace(threads: 1)
        let ids = [Int32](repeating: 1, count: 100_000)
        for _ in 0..<3 { _ = gradients(rows: ids, tokens: 1, on: workspace) }
        #expect(workspace.arena.blockCount == 1)
    }
}
