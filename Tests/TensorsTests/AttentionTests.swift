import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Testing

struct AttentionTests {
    private struct Given {
        var parameters = ParameterStore()
        var energy: Parameter
        let queries, keys, values: [Float]
        let spans: AttentionSpans

        static let columns = 21

        /// Three sources of 1, 4 and 0 tokens, scattered over five rows of which one belongs to nobody.
        init() {
            var random = RandomSource(seed: 4)
            energy = parameters.declare("energy", shape: [1, Self.columns], initializer: .uniform(1))
            parameters.start(using: &random)
            queries = random.floats(5 * Self.columns, from: -1, to: 1)
            keys = random.floats(6 * Self.columns, from: -1, to: 1)
            values = random.floats(6 * Self.columns, from: -1, to: 1)
            spans = AttentionSpans(positions: [[3], [0, 5, 2, 1], []], sources: [1, 0, 1, 2, 1])
        }
    }

    private func run(_ given: Given, additive: Bool, on workspace: Workspace) -> (context: [Float], weights: [[Float]])
    {
        var tape = Tape(on: workspace, parameters: given.parameters, isRecording: false)
        let context = tape.variable(rows: 5, columns: Given.columns)
        let weights = tape.attentionWeights(over: given.spans, areRead: false)
        tape.attention(
            tape.constant(given.queries, rows: 5, columns: Given.columns),
            keys: tape.constant(given.keys, rows: 6, columns: Given.columns),
            values: tape.constant(given.values, rows: 6, columns: Given.columns), weights: weights,
            score: additive ? .additive(energy: given.energy) : .dot, into: context)
        return (context.value.elements, (0..<5).map { weights.weights(ofQuery: $0) })
    }

    @Test(arguments: [false, true])
    func weightsAddUpToOneOverTheQuerysOwnTokens(additive: Bool) {
        let workspace = Workspace(threads: 1)
        let (_, weights) = run(Given(), additive: additive, on: workspace)
        #expect(weights.map(\.count) == [4, 1, 4, 0, 4])
        for row in weights where !row.isEmpty { #expect(abs(row.reduce(0.0) { $0 + Double($1) } - 1) < 1e-6) }
        #expect(weights[1] == [1])
    }

    @Test(arguments: [false, true])
    func aQueryWithoutTokensGivesZerosAndNoNaN(additive: Bool) {
        let workspace = Workspace(threads: 1)
        let (context, _) = run(Given(), additive: additive, on: workspace)
        #expect(context[3 * Given.columns..<4 * Given.columns].allSatisfy { $0 == 0 })
        #expect(context.allSatisfy { $0.isFinite })
    }

    @Test(arguments: [false, true])
    func everyInstructionSetAndThreadCountGivesTheSameBits(additive: Bool) {
        let expected = run(Given(), additive: additive, on: Workspace(threads: 1))
        for workspace in Workspace.everyKind {
            let actual = run(Given(), additive: additive, on: workspace)
            #expect(actual.context == expected.context && actual.weights == expected.weights)
        }
    }

    @Test func aContextIsTheValueOfASingleToken() {
        let given = Given()
        let workspace = Workspace(threads: 1)
        let (context, _) = run(given, additive: false, on: workspace)
        let columns = Given.columns
        #expect(context[columns..<2 * columns] == given.values[3 * columns..<4 * columns])
    }
}
