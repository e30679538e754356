import Seq2SeqDecoding
import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText

@Suite("Ensembles")
struct EnsembleTests {
    private let workspaces = [Workspace(threads: 1), Workspace(threads: 2)]
    private let networks = [1, 2].map { RandomNetworks.network($0, letters: 6, bound: 1) }

    private func queries(_ count: Int) -> [SearchQuery] {
        RandomNetworks.sources(20, letters: 6).map {
            SearchQuery(sources: Array(repeating: $0, count: count), maximumLength: 7)
        }
    }

    @Test(arguments: [Ensemble.Combination.probabilities])
    func aModelTwiceIsThatModel(combination: Ensemble.Combination) {
        let search = BeamSearch(SearchOptions(beamWidth: 3, hypothesisCount: 3))
        let one = search.search(queries(1), with: networks[0], on: workspaces[0])
        let two = search.search(
            queries(2), with: Ensemble([networks[0], networks[0]], combination: combination), on: workspaces)
        #expect(one == two)
    }

    @Test(arguments: Ensemble.Combination.allCases)
    func theFirstTokenHasTheMeanOfTheModelsOpinions(combination: Ensemble.Combination) {
        let opinions = zip(networks, workspaces).map { network, workspace in
            network.step([Vocabulary.begin], from: network.encode([[4, 5]], on: workspace), on: workspace)
                .logProbabilities[0].map(Double.init)
        }
        var expected = opinions[0].indices.map { token in
            combination == .probabilities
                ? log((exp(opinions[0][token]) + exp(opinions[1][token])) / 2)
                : (opinions[0][token] + opinions[1][token]) / 2
        }
        let total = log(expected.reduce(0) { $0 + exp($1) })
        expected = expected.map { $0 - total }
        for token in 3..<opinions[0].count {
            let found = BeamSearch { step, values in
                for other in values.indices where other != (step.tokens.isEmpty ? token : 2) {
                    values[other] = -.infinity
                }
                if !step.tokens.isEmpty { values[2] = 0 }
            }
            .search(
                [SearchQuery(sources: [[4, 5], [4, 5]], maximumLength: 1)],
                with: Ensemble(networks, combination: combination), on: workspaces)[0][0]
            #expect(abs(found.logProbability - expected[token]) < 2e-6)
        }
    }

    @Test func thePairsScoreIsTheSearchs() throws {
        let models = try [false, true].map { try TinyTranslation.model(bidirectional: $0) }
        var translator = try Translator(models, threads: 1)
        translator.search.beamWidth = 3
        // An unknown token would be read back as the characters of its name.
        translator.search.bansUnknown = true
        let texts = TinyTranslation.texts(80)
        let found = zip(texts, translator.translations(of: texts)).filter { $1.isFinished && !$1.text.isEmpty }
        #expect(found.count > 3)
        let scores = translator.logProbabilities(of: found.map { TextPair(source: $0, target: $1.text) })
        #expect(scores == found.map(\.1.logProbability))
    }

    @Test func modelsWithOtherTokensCannotDecideTogether() throws {
        let model = try TinyTranslation.model()
        var tokens = model.targetVocabulary.tokens
        tokens.swapAt(5, 6)
        let other = TranslationModel(
            network: model.network, sourceVocabulary: model.sourceVocabulary,
            targetVocabulary: try Vocabulary(tokens: tokens), sourceTokenizer: Tokenizer(.characters),
            targetTokenizer: Tokenizer(.characters), lengthRatio: 1)
        let error = #expect(throws: EnsembleError.self) { _ = try Translator([model, model, other]) }
        #expect(error == .differentTargetVocabularies(model: 3, counts: [12, 12], firstDifference: 5))
        let words = TranslationModel(
            network: model.network, sourceVocabulary: model.sourceVocabulary, targetVocabulary: model.targetVocabulary,
            sourceTokenizer: Tokenizer(.words), targetTokenizer: Tokenizer(.characters), lengthRatio: 1)
        #expect(throws: EnsembleError.differentTokenizations(model: 2)) { _ = try Translator([model, words]) }
    }
}
