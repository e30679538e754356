import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Seq2SeqText
import Testing

extension EncoderDecoder {
    /// Expects every gradient, and the log probability of each pair alone and in a batch, to have the same bits on every
    /// instruction set of this machine and with any number of threads.
    func expectSameBitsEverywhere(for pairs: [EncodedPair], _ regularization: Regularization) {
        func gradientBits(_ workspace: Workspace) -> [[UInt32]] {
            let (_, gradients) = lossAndGradients(for: Batch(pairs), regularization: regularization, on: workspace)
            return parameters.names.compactMap(parameters.parameter(named:)).map { gradients[$0].bits }
        }
        let plain = Workspace(threads: 1)
        let (expected, gradients) = (logProbabilities(of: Batch(pairs), on: plain), gradientBits(plain))
        for workspace in Workspace.everyKind {
            #expect(logProbabilities(of: Batch(pairs), on: workspace) == expected, "\(workspace.kind)")
            #expect(gradientBits(workspace) == gradients, "\(workspace.kind)")
            for (pair, logProbability) in zip(pairs, expected) {
                #expect(logProbabilities(of: Batch([pair]), on: workspace) == [logProbability], "\(workspace.kind)")
            }
        }
    }
}
