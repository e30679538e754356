import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Subwords and vocabularies that were made elsewhere win over the recipe.
struct GivenTokensTests {
    private static let pairs: [TextPair] = (0..<60).map { number in
        let (nouns, verbs) = (["cat", "dog", "cow", "hen", "bird"], ["sees", "hears", "likes"])
        let text = "the \(nouns[number % 5]) \(verbs[number % 3]) a very old \(nouns[number / 7 % 5]) today"
        return TextPair(source: text, target: String(text.reversed()))
    }

    private static let merges = Subwords.merges(
        BytePairEncoding(merges: [.init("t", "h"), .init("th", "e</w>"), .init("o", "l")]))

    private func plan(_ given: GivenTokens, _ give: (inout TrainingSettings) -> Void = { _ in }) throws -> TrainingPlan
    {
        try TrainingPlan(training: Self.pairs, givenTokens: given, give)
    }

    private func origin(_ name: String, _ plan: TrainingPlan) -> String {
        plan.choices.first { $0.name == name }.map { "\($0.value ?? "-"): \($0.origin)" } ?? ""
    }

    @Test func givenMergesCutASideAndTheRecipeSaysSo() throws {
        var given = GivenTokens()
        given.source.subwords = Self.merges
        let plan = try plan(given)
        #expect(plan.data.sourceTokenizer == Tokenizer(Self.merges))
        #expect(plan.data.sourceVocabulary.tokens.contains("ol@@") && plan.data.sourceVocabulary.tokens.contains("the"))
        #expect(origin("source_tokens", plan).contains("subwords: chosen: its subwords are given"))
        #expect(!plan.settings.data.shareVocabulary)
        #expect(plan.model().trainingRecord.sourceSubwordsChecksum?.count == 8)
        #expect(plan.model().trainingRecord.targetSubwordsChecksum == nil)
    }

    @Test func aGivenVocabularyIsTheModelsAndSaysWhatTokensAre() throws {
        var given = GivenTokens()
        given.source.vocabulary = Vocabulary(counting: [["the", "cat", "cow", "zebra"]])
        given.target.vocabulary = Vocabulary(counting: [["t", "a", "c", " "]])
        let plan = try plan(given)
        #expect(plan.data.sourceVocabulary == given.source.vocabulary)
        #expect(plan.data.targetVocabulary == given.target.vocabulary)
        #expect(origin("source_tokens", plan).contains("words: chosen: its vocabulary has words"))
        #expect(origin("target_tokens", plan).contains("characters: chosen: its vocabulary has characters"))
        // What the pairs have besides is unknown.
        #expect(plan.data.training[0].source.contains(Vocabulary.unknown))
        #expect(GivenTokens(of: plan.model()) == given)
    }

    @Test func settingsThatAreGivenDecideWhatTokensAre() throws {
        var given = GivenTokens()
        given.source.vocabulary = Vocabulary(counting: [["t", "h", "e"]])
        let plan = try plan(given) { $0.data.sourceTokens = .codePoints }
        #expect(plan.settings.data.sourceTokens == .codePoints)
        #expect(plan.data.sourceVocabulary == given.source.vocabulary)
    }

    @Test func oneListForBothSidesMayBeShared() throws {
        var given = GivenTokens()
        given.source.subwords = Self.merges
        given.target.subwords = Self.merges
        let plan = try plan(given) { $0.data.shareVocabulary = true }
        #expect(plan.data.sourceVocabulary == plan.data.targetVocabulary)
    }

    @Test func aModelThatGoesOnKeepsWhatWasGiven() throws {
        var given = GivenTokens()
        given.source.subwords = Self.merges
        let model = try plan(given).model()
        let plan = try TrainingPlan(training: Self.pairs, goingOnFrom: ParentModel(model))
        #expect(plan.model().trainingRecord.sourceSubwordsChecksum == model.trainingRecord.sourceSubwordsChecksum)
        #expect(GivenTokens(of: plan.model()) == given)
    }

    @Test func nothingGivenLeavesNoTrace() throws {
        let model = try plan(GivenTokens()).model()
        #expect(!model.trainingRecord.options.contains { $0.name.hasSuffix("checksum") })
    }
}
