import Foundation
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// The single step, which search calls, beside the teacher-forced pass, which training runs.
@Suite("Encoder-decoder: step")
struct StepTests {
    // Owns what the tapes compute, so it must outlive them.
    private let workspace = Workspace(threads: 1)

    /// Log probabilities of every target position, `[pair][time][vocabulary]`, from the single step: all pairs at once,
    /// those that have ended fed with padding. Without what only other sources add to the vocabulary.
    private func steppedLogProbabilities(
        _ model: EncoderDecoder, _ pairs: [EncodedPair], on workspace: Workspace
    ) -> [[[Float]]] {
        var state = model.encode(pairs.map(\.source), copies: pairs.map(\.copies), on: workspace)
        var result: [[[Float]]] = pairs.map { _ in [] }
        let inputs = pairs.map { [Vocabulary.begin] + $0.target }
        for time in 0..<(inputs.map(\.count).max() ?? 0) {
            let tokens = inputs.map { time < $0.count ? $0[time] : Vocabulary.padding }
            let step = model.step(tokens, from: state, on: workspace)
            for (row, input) in inputs.enumerated() where time < input.count {
                let reach = pairs[row].copies.max().map { Int($0) + 1 } ?? 0
                let own = max(model.configuration.targetVocabularySize, reach)
                result[row].append(Array(step.logProbabilities[row].prefix(own)))
            }
            state = step.state
        }
        return result
    }

    @Test(arguments: Variant.all)
    func steppingGivesTheBitsOfTeacherForcing(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let pairs = EncodedPair.ragged()
        let stepped = steppedLogProbabilities(model, pairs, on: workspace)
        let logits = model.logits(for: Batch(pairs), on: workspace)
        for (rows, steps) in zip(logits, stepped) {
            if variant.copies {
                #expect(rows.flatMap { $0 }.bits == steps.flatMap { $0 }.bits)
                continue
            }
            let forced = workspace.arena.matrix(rows: rows.count, columns: rows[0].count)
            forced.load(DoubleMatrix(rows: rows.count, columns: rows[0].count, floats: rows.flatMap { $0 }))
            workspace.logSoftmax(forced)
            #expect(forced.elements.bits == steps.flatMap { $0 }.bits)
        }
    }

    @Test(arguments: Variant.all)
    func theStepsLogProbabilitiesAddUpToThoseOfTheBatch(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let pairs = EncodedPair.ragged()
        let stepped = steppedLogProbabilities(model, pairs, on: workspace)
        let sums = zip(pairs, stepped).map { pair, steps in
            zip(pair.target + [Vocabulary.end], steps).reduce(0.0) { $0 + Double($1.1[Int($1.0)]) }
        }
        #expect(model.logProbabilities(of: Batch(pairs), on: workspace) == sums)
    }

    @Test(arguments: Variant.few)
    func aRowAloneIsSteppedToTheSameBits(variant: Variant) {
        let model = variant.model(embedding: 20, hidden: 36)
        let pairs = EncodedPair.ragged()
        let together = steppedLogProbabilities(model, pairs, on: workspace)
        for (row, pair) in pairs.enumerated() {
            #expect(steppedLogProbabilities(model, [pair], on: workspace)[0] == together[row])
        }
    }

    @Test(arguments: Variant.few)
    func selectedRowsGoOnAsTheyWould(variant: Variant) {
        let model = variant.model()
        let sources = model.encode(
            [[4, 5], [6], [7, 8, 3]], copies: [[4, 10], [10], [10, 11, 10]], on: workspace)
        let state = model.step([1, 1, 1], from: sources, on: workspace).state
        let all = model.step([4, 5, 6], from: state, on: workspace).logProbabilities
        let selected = state.selecting(rows: [2, 0, 0, 2])
        #expect(selected.rowCount == 4)
        let step = model.step([6, 4, 4, 6], from: selected, on: workspace)
        #expect((0..<4).map { step.logProbabilities[$0] } == [2, 0, 0, 2].map { all[$0] })
        #expect(step.state.rowCount == 4)
        let others = model.step([4, 7, 5, 6], from: selected, on: workspace).logProbabilities
        #expect(others[3] == all[2])
        #expect(others[0] != all[2])
    }

    @Test func aStepDoesNotChangeTheStateItStartsFrom() {
        let model = Variant.few[1].model()
        let state = model.encode([[4, 5]], on: workspace)
        let first = model.step([1], from: state, on: workspace).logProbabilities[0]
        _ = model.step([5], from: state, on: workspace)
        #expect(model.step([1], from: state, on: workspace).logProbabilities[0] == first)
    }

    @Test func aStepGivesAProbabilityDistribution() {
        let model = Variant().model()
        let rows = model.step([1, 1], from: model.encode([[4], [5, 6]], on: workspace), on: workspace).logProbabilities
        for row in 0..<2 {
            let sum = rows[row].reduce(0.0) { $0 + exp(Double($1)) }
            #expect(abs(sum - 1) < 1e-6)
        }
    }
}
