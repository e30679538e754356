import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText

struct GreedySearchTests {
    /// Beam search with a beam of 1.
    private func search(
        _ sources: [[Int32]], maximumLengths: [Int], with network: EncoderDecoder, on workspace: Workspace
    ) -> [Hypothesis] {
        BeamSearch().search(
            zip(sources, maximumLengths).map { SearchQuery($0, maximumLength: $1) }, with: network, on: workspace
        ).map { $0[0] }
    }

    @Test(arguments: [(false, 1), (true, 2)])
    func aBatchFindsWhatEachSourceFindsAlone(bidirectional: Bool, layers: Int) throws {
        let model = try TinyTranslation.model(bidirectional: bidirectional, layers: layers)
        let workspace = Workspace(threads: 1)
        let sources = TinyTranslation.texts(40).map(model.encodedSource(of:))
        let caps = sources.indices.map { $0 % 9 }
        let found = search(sources, maximumLengths: caps, with: model.network, on: workspace)
        for (index, source) in sources.enumerated() {
            let expected = GreedyOracle.search(source, maximumLength: caps[index], with: model.network, on: workspace)
            #expect(found[index].tokens == expected.tokens)
            #expect(found[index].logProbability == expected.logProbability)
            #expect(found[index].isFinished == expected.isFinished)
        }
        // Both ways of ending occur, or this test would show little.
        #expect(found.contains { $0.isFinished })
        #expect(found.contains { !$0.isFinished })
    }

    @Test func theScoreIsTheTeacherForcedLogProbability() throws {
        let model = try TinyTranslation.model()
        let workspace = Workspace(threads: 1)
        let sources = TinyTranslation.texts(40).map(model.encodedSource(of:))
        let found = search(
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
        let found = search(
            TinyTranslation.texts(20).map(model.encodedSource(of:)), maximumLengths: Array(repeating: 6, count: 20),
            with: model.network, on: Workspace(threads: 1))
        for hypothesis in found {
            #expect(!hypothesis.tokens.contains(Vocabulary.padding) && !hypothesis.tokens.contains(Vocabulary.begin))
        }
    }

    @Test func noSourcesGiveNoHypotheses() throws {
        let network = try TinyTranslation.model().network
        #expect(search([], maximumLengths: [], with: network, on: Workspace(threads: 1)).isEmpty)
    }
}
