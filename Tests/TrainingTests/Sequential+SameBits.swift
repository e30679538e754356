import Seq2SeqLayers
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

extension Sequential {
    /// Expects one loss and one gradient, bit for bit, on every instruction set and number of threads.
    func expectSameBitsOnEveryKindOfWorkspace(for x: Examples, _ y: Examples) throws {
        var found: Set<[[UInt32]]> = []
        for workspace in Workspace.everyKind {
            let (loss, gradients) = try lossAndGradients(for: x, y, loss: .meanSquaredError, on: workspace)
            found.insert(kerasGradients(gradients).map(\.bits) + [[Float(loss.sum)].bits])
        }
        #expect(found.count == 1)
    }
}
