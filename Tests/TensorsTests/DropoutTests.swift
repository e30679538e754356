import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

struct DropoutTests {
    private static let rows = (0..<40).map { (pair: $0 % 7, time: $0 / 7) }

    private func dropped(
        rate: Float = 0.3, seed: UInt64 = 1, step: Int = 1, place: Int = 0, rows: [(pair: Int, time: Int)] = rows,
        columns: Int = 50, on workspace: Workspace
    ) -> [[Float]] {
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
        let ones = tape.constant(
            [Float](repeating: 1, count: rows.count * columns), rows: rows.count, columns: columns)
        let dropout = RowDropout(StepDropout(rate: rate, seed: seed, step: step), place: place, rows: rows)
        let result = tape.dropout(ones, dropout).value
        return (0..<rows.count).map { result.rows($0..<$0 + 1).elements }
    }

    @Test(arguments: [Float(0.1), 0.3, 0.5, 0.9])
    func aShareIsDroppedAndTheRestScaledUp(rate: Float) {
        let workspace = Workspace(threads: 1)
        let values = dropped(rate: rate, columns: 1000, on: workspace).flatMap { $0 }
        #expect(values.allSatisfy { $0 == 0 || $0 == 1 / (1 - rate) })
        let share = Double(values.count { $0 == 0 }) / Double(values.count)
        // Six standard deviations of 40,000 draws.
        #expect(abs(share - Double(rate)) < 6 * (Double(rate * (1 - rate)) / 40_000).squareRoot())
        withExtendedLifetime(workspace) {}
    }

    @Test func aMaskBelongsToPairTimePlaceStepAndSeed() {
        let workspace = Workspace(threads: 1)
        let all = dropped(on: workspace)
        // Alone, or elsewhere in another batch, a row has the mask that it had.
        #expect(dropped(rows: [Self.rows[17]], on: workspace) == [all[17]])
        #expect(dropped(rows: Self.rows.reversed(), on: workspace) == all.reversed())
        #expect(Set(all).count == all.count)
        #expect(dropped(step: 2, on: workspace)[3] != all[3])
        #expect(dropped(seed: 2, on: workspace)[3] != all[3])
        #expect(dropped(place: 1, on: workspace)[3] != all[3])
    }

    @Test func everyInstructionSetAndThreadCountDropsTheSame() {
        let expected = dropped(columns: 333, on: Workspace(threads: 1))
        for workspace in Workspace.everyKind { #expect(dropped(columns: 333, on: workspace) == expected) }
    }

    @Test func nothingIsDroppedWithoutADropout() {
        let workspace = Workspace(threads: 1)
        var tape = Tape(on: workspace, parameters: ParameterStore(), isRecording: false)
        let x = tape.constant([1, 2, 3], rows: 1, columns: 3)
        #expect(tape.dropout(x, nil).value.elements == [1, 2, 3])
    }
}
