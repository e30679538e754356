import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqText
import Seq2SeqTraining

/// Steps over several batches, and batches by tokens.
struct AccumulationTests {
    private func options(_ change: (inout TrainingOptions) -> Void) -> TrainingOptions {
        var options = TrainingOptions(
            epochs: 3, batchSize: 8, accumulate: 3, learningRate: 0.01, dropout: 0.2, labelSmoothing: 0.1,
            checkpointEvery: 1)
        change(&options)
        return options
    }

    private func weights(_ trainer: Trainer) -> [Float] {
        TinyTraining.bits(trainer.model).map(Float.init(bitPattern:))
    }

    /// Dropout included: what is dropped of a pair does not depend on the batch that it is in.
    @Test func theGradientOfSeveralBatchesIsThatOfTheirUnion() throws {
        let data = try TinyTraining.data(60)
        let model = data.model(TinyTraining.configuration(), seed: 1)
        let workspace = Workspace(threads: 1)
        let regularization = Regularization(dropout: StepDropout(rate: 0.3, seed: 5, step: 7), labelSmoothing: 0.1)
        let indices = Array(data.training.indices)
        func batch(_ range: Range<Int>) -> Batch {
            Batch(indices[range].map { data.training[$0] }, ids: Array(indices[range]))
        }
        let union = model.network.lossAndGradients(
            for: batch(0..<60), regularization: regularization, on: workspace)
        let parts = model.network.lossAndGradients(
            for: [batch(0..<10), batch(10..<11), batch(11..<60)], regularization: regularization, on: workspace)
        #expect(parts.gradients.tokenCount == union.gradients.tokenCount)
        #expect(abs(parts.loss.perToken - union.loss.perToken) < 1e-9)
        for name in model.network.parameters.names {
            let parameter = try #require(model.network.parameters.parameter(named: name))
            let expected = union.gradients[parameter].map(Double.init)
            #expect(relativeError(parts.gradients[parameter], from: expected) <= 1e-5, "\(name)")
        }
    }

    /// What the neighbours from `first` on are added up to, by the definition of the tree.
    private func tree(_ leaves: ArraySlice<[Float]>) -> [Float] {
        guard leaves.count > 1 else { return leaves[leaves.startIndex] }
        var left = 1
        while 2 * left < leaves.count { left *= 2 }
        let middle = leaves.startIndex + left
        return zip(tree(leaves[..<middle]), tree(leaves[middle...])).map { $0 + $1 }
    }

    @Test(arguments: 1...9, [1, 2])
    func gradientsAreMadeByThemselvesAndAddedInATree(count: Int, threads: Int) throws {
        let data = try TinyTraining.data(60)
        let network = data.model(TinyTraining.configuration(), seed: 1).network
        let workspace = Workspace(threads: threads)
        let batches = (0..<count).map { Batch(Array(data.training[(5 * $0)..<(5 * $0 + 3 + $0 % 3)])) }
        let alone = batches.map { network.lossAndGradients(for: $0, on: Workspace(threads: 1)) }
        for _ in 0..<2 {
            let (loss, gradients) = network.lossAndGradients(for: batches, on: workspace)
            #expect(loss.sum == alone.reduce(0) { $0 + $1.loss.sum })
            #expect(gradients.tokenCount == alone.reduce(0) { $0 + $1.loss.tokenCount })
            for name in network.parameters.names {
                let parameter = try #require(network.parameters.parameter(named: name))
                let expected = tree(alone.map(\.gradients[parameter])[...])
                #expect(gradients[parameter].map(\.bitPattern) == expected.map(\.bitPattern), "\(name)")
            }
        }
    }

    @Test func anEpochHasAStepForEverySoManyBatchesAndOneForTheRest() throws {
        let data = try TinyTraining.data(100)
        var trainer = TinyTraining.trainer(data, options { _ in })
        // 13 batches are 4 steps of three and one of one.
        #expect(trainer.plannedSteps == 15)
        var tokens: [Int] = []
        let summary = trainer.run { event in
            if case .step(let report) = event { tokens.append(report.targetTokens) }
            return .proceed
        }
        #expect(summary.steps == 15)
        #expect(tokens.reduce(0, +) == 3 * data.training.reduce(0) { $0 + $1.target.count + 1 })
    }

    @Test(arguments: [nil, 30], [1, 2, 3])
    func theBitsAreTheSameAtAnyThreadCountAndResumedAnywhere(batchTokens: Int?, threads: Int) throws {
        let data = try TinyTraining.data(100)
        let options = options { $0.batchTokens = batchTokens }
        var whole = TinyTraining.trainer(data, options)
        var checkpoints: [TrainingCheckpoint] = []
        _ = whole.run { event in
            if case .checkpoint(let checkpoint) = event { checkpoints.append(checkpoint) }
            return .proceed
        }
        for checkpoint in checkpoints where [1, 4, 5, 6, 10, 14].contains(checkpoint.steps) {
            var resumed = try TinyTraining.trainer(
                resuming: CheckpointTests.throughFile(checkpoint), on: data, options, threads: threads)
            _ = resumed.run()
            #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
        }
    }

    @Test func itLearnsByTokens() throws {
        let options = TrainingOptions(epochs: 30, batchTokens: 100, learningRate: 0.02)
        var trainer = TinyTraining.trainer(try TinyTraining.data(400), options, hidden: 48)
        _ = trainer.run()
        #expect(try #require(trainer.bestReport).exactMatch > 0.8)
    }
}
