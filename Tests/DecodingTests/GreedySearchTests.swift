import Decoding
import Models
import Tensors
import Testing
import Text

struct GreedySearchTests {
    /// One source at a time, one step at a time: what greedy search must find.
    private func naive(_ source: [Int32], cap: Int, _ network: EncoderDecoder, on workspace: Workspace) -> Hypothesis {
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

    @Test(arguments: [(false, 1), (true, 2)])
    func aBatchFindsWhatEachSourceFindsAlone(bidirectional: Bool, layers: Int) throws {
        let model = try TinyTranslation.model(bidirectional: bidirectional, layers: layers)
        let workspace = Workspace(threads: 1)
        let sources = TinyTranslation.texts(40).map(model.encodedSource(of:))
        let caps = sources.indices.map { $0 % 9 }
        let found = GreedySearch().search(sources, maximumLengths: caps, with: model.network, on: workspace)
        for (index, source) in sources.enumerated() {
            #expect(found[index] == naive(source, cap: caps[index], model.network, on: workspace))
        }
        // Both ways of ending occur, or this test would show little.
        #expect(found.contains { $0.isFinished })
        #expect(found.contains { !$0.isFinished })
    }

    @Test func theScoreIsTheTeacherForcedLogProbability() throws {
        let model = try TinyTranslation.model()
        let workspace = Workspace(threads: 1)
        let sources = TinyTranslation.texts(40).map(model.encodedSource(of:))
        let found = GreedySearch().search(
            sources, maximumLengths: sources.map { _ in 30 }, with: model.network, on: workspace)
        let finished = found.indices.filter { found[$0].isFinished }
        #expect(!finished.isEmpty)
        let batch = Batch(finished.map { EncodedPair(source: sources[$0], target: found[$0].tokens) })
        let forced = model.network.logProbabilities(of: batch, on: workspace)
        for (index, expected) in zip(finished, forced) { #expect(found[index].logProbability == expected) }
    }

    @Test func noTargetHoldsPaddingOrBegin() throws {
        var model = try TinyTranslation.model()
        let bias = try #require(model.network.parameters.parameter(named: "output.bias"))
        model.network.parameters[bias][Int(Vocabulary.padding)] = 100
        model.network.parameters[bias][Int(Vocabulary.begin)] = 200
        let found = GreedySearch().search(
            TinyTranslation.texts(20).map(model.encodedSource(of:)), maximumLengths: Array(repeating: 6, count: 20),
            with: model.network, on: Workspace(threads: 1))
        for hypothesis in found {
            #expect(!hypothesis.tokens.contains(Vocabulary.padding) && !hypothesis.tokens.contains(Vocabulary.begin))
        }
    }

    @Test func noSourcesGiveNoHypotheses() throws {
        let network = try TinyTranslation.model().network
        #expect(GreedySearch().search([], maximumLengths: [], with: network, on: Workspace(threads: 1)).isEmpty)
    }
}
