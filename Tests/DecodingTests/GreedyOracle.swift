import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// Greedy search, one source at a time and one step at a time: what a beam of 1 must find.
enum GreedyOracle {
    static func search(
        _ source: [Int32], maximumLength cap: Int, with network: EncoderDecoder, on workspace: Workspace
    ) -> Hypothesis {
        var hypothesis = Hypothesis(tokens: [], logProbability: 0, isFinished: false)
        var state = network.encode([source], on: workspace)
        var last = Vocabulary.begin
        while true {
            let step = network.step([last], from: state, on: workspace)
            var scores = step.logProbabilities[0]
            scores[Int(Vocabulary.padding)] = -.infinity
            scores[Int(Vocabulary.begin)] = -.infinity
            let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
            if best != Int(Vocabulary.end) && hypothesis.tokens.count == cap { return hypothesis }
            hypothesis.logProbability += Double(scores[best])
            if best == Int(Vocabulary.end) {
                hypothesis.isFinished = true
                return hypothesis
            }
            hypothesis.tokens.append(Int32(best))
            last = Int32(best)
            state = step.state
        }
    }
}
