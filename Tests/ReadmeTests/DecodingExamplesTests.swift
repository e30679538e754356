import Seq2Seq
import Testing

/// The code of the page on decoding.
struct DecodingExamplesTests {
    private func model() throws -> TranslationModel {
        let pairs = [
            TextPair(source: "535+61", target: "596"), TextPair(source: "a cat", target: "un chat"),
            TextPair(source: "a dog", target: "un chien"),
        ]
        return try TrainingData(training: pairs).model(.init(embedding: 8, hidden: 16), seed: 1)
    }

    @Test func probabilitiesOfTokens() throws {
        let model = try model()
        var translator = Translator(model)
        translator.search.topTokenCount = 3
        let translation = translator.translations(of: ["535+61"])[0]
        print(translation.tokenLogProbabilities, translation.topTokens)
        let scored = translator.scoredTargets(of: [TextPair(source: "535+61", target: "596")])[0]
        print(scored.tokens, scored.tokenLogProbabilities, scored.logProbability)
        #expect(translation.topTokens.allSatisfy { $0.count == 3 })
        #expect(scored.tokens == ["5", "9", "6"] && scored.tokenLogProbabilities.count == 4)
    }

    @Test func constraints() throws {
        let model = try model()
        var translator = Translator(model)
        translator.search.beamWidth = 10
        var source = SourceText("a cat", mustSay: ["chat"], neverSay: ["6", "chien"])
        print(translator.hypotheses(of: [source])[0][0].text)
        source.mustSay = []
        translator.allowOnly(["un chat", "un chien"])
        print(translator.hypotheses(of: [source])[0][0].text)
        #expect(translator.hypotheses(of: [source])[0][0].text == "un chat")
    }

    @Test func allowOnly() throws {
        let model = try model()
        var translator = Translator(model)
        translator.allowOnly(["yes", "no", "perhaps"])
        print(translator.translate("535+61"))
    }

    @Test func minimumBayesRisk() throws {
        let model = try model()
        var translator = Translator(model)
        translator.search = SearchOptions(hypothesisCount: 20, sampling: Sampling())
        translator.utility = .chrf
        print(translator.translate("535+61"))
        #expect(translator.translations(of: ["535+61"])[0].score <= 100)
    }

    @Test func textsAsVectors() throws {
        let model = try model()
        let vectors = model.encodings(of: ["a cat", "a dog"])
        print(vectors[0].count, vectors[0] == model.encoding(of: "a cat"))
        #expect(vectors[0].count == 16 && vectors[0] == model.encoding(of: "a cat"))
    }

    @Test func shortlists() throws {
        let pairs = [TextPair(source: "a cat", target: "un chat"), TextPair(source: "a dog", target: "un chien")]
        var model = try TrainingData(training: pairs).model(
            .init(embedding: 8, hidden: 16, attention: .general), seed: 1)
        model.shortlist = try model.alignedShortlist(of: pairs)
        var translator = Translator(model)
        translator.usesShortlist = true
        print(translator.translate("a cat"))
        #expect(translator.hasShortlist && model.shortlist?.aligned.count == model.sourceVocabulary.count)
    }
}
