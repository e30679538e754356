import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// The recipe copies where the pairs show that it pays.
@Suite("Recipes: copying and tags")
struct CopyingRecipeTests {
    private func plan(
        _ pairs: [TextPair], _ give: (inout TrainingSettings) -> Void = { _ in }
    ) throws -> TrainingPlan {
        try TrainingPlan(training: pairs, validation: Array(pairs.prefix(20)), give)
    }

    /// Words of a few syllables.
    private func words(_ count: Int, seed: UInt64, letters: [String] = ["ka", "ti", "mo", "le", "su", "ran"])
        -> [String]
    {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            (0..<random.next(in: 2...4)).map { _ in letters[random.next(below: letters.count)] }.joined()
        }
    }

    @Test func stemsThatAreInflectedAreCopied() throws {
        let forms = words(300, seed: 1).map { TextPair(source: $0, target: $0 + "imos") }
        let plan = try plan(forms)
        #expect(plan.settings.model.copy)
        #expect(plan.choices.first { $0.name == "copy" }?.origin != .standard)
        #expect(try !self.plan(forms) { $0.model.copy = false }.settings.model.copy)
        #expect(try !self.plan(forms) { $0.model.attention = .none }.settings.model.copy)
        #expect(try !self.plan(forms) { $0.data.targetTokens = .bytes }.settings.model.copy)
        #expect(try !TrainingPlan(training: forms, recipe: .plain).settings.model.copy)
    }

    @Test func theSameInSymbolsWithBlanksIsCopiedToo() throws {
        let forms = words(300, seed: 1).map { word in
            let letters = word.map { String($0) }.joined(separator: " ")
            return TextPair(source: letters + " PST", target: letters + " o s")
        }
        let settings = try plan(forms).settings
        #expect(settings.data.sourceTokens == .words && settings.model.copy)
    }

    /// Names in sentences, with their punctuation or apart from it: the rules see the tokens that there will be.
    @Test func wordsWithTheirPunctuationApartAreWords() throws {
        var random = RandomSource(seed: 4)
        let fillers = words(60, seed: 3)
        func filler() -> String { fillers[random.next(below: fillers.count)] }
        let pairs = (0..<400).map { number in
            let name = number % 4 == 0 ? "N\(number)" : filler()
            return TextPair(
                source: "\(filler()) \(filler()), \"\(name)!\" \(filler()) \(filler()).",
                target: "(\(name)) \(filler()) \(filler()); \(filler()) \(filler())?")
        }
        let tokenizer = Tokenizer(.wordsAndPunctuation)
        func apart(_ text: String) -> String { tokenizer.tokens(of: text).joined(separator: " ") }
        let apart = pairs.map { TextPair(source: apart($0.source), target: apart($0.target)) }
        let given = try plan(pairs) { $0.data.tokens = .wordsAndPunctuation }.settings
        let cut = try plan(apart) { $0.data.tokens = .words }.settings
        #expect(given.model.copy && given.data.minimumCount == 2)
        #expect(cut.model == given.model && cut.training == given.training)
        #expect(cut.data.minimumCount == given.data.minimumCount)
        // As they stand, names hardly equal each other: `"N4!"` and `(N4)`.
        #expect(try !plan(pairs) { $0.data.tokens = .words }.settings.model.copy)
    }

    @Test func soundsThatShareSomeLettersAreNotCopied() throws {
        let sounds = words(300, seed: 1).map { word in
            let phones = word.map { "aeo".contains($0) ? String($0) : "\($0)ʰ" }.joined(separator: " ")
            return TextPair(source: word.map { String($0) }.joined(separator: " "), target: phones)
        }
        #expect(try !plan(sounds).settings.model.copy)
    }

    @Test func lettersThatStandThereByChanceAreNotCopied() throws {
        let sources = words(300, seed: 1, letters: ["a", "b", "c"])
        let pairs = zip(sources, words(300, seed: 2, letters: ["a", "b", "c"])).map { TextPair(source: $0, target: $1) }
        #expect(try !plan(pairs).settings.model.copy)
    }

    @Test func manyPairsNeedNoCopying() throws {
        #expect(try !plan(words(12_000, seed: 1).map { TextPair(source: $0, target: $0) }).settings.model.copy)
    }

    /// Sentences about names each of which comes once.
    private func names(_ count: Int) -> [TextPair] {
        (0..<count).map { number in
            let name = "N\(number * 7919 + 1)"
            return number.isMultiple(of: 2)
                ? TextPair(source: "please call \(name) now .", target: "ruf bitte \(name) jetzt an .")
                : TextPair(source: "my friend \(name) sleeps .", target: "es schläft mein Freund \(name) .")
        }
    }

    @Test func namesMakeTokensWordsOfWhichTheRareAreUnknown() throws {
        let settings = try plan(names(300)).settings
        #expect(settings.data.sourceTokens == .words && settings.data.targetTokens == .words)
        #expect(settings.model.copy && settings.data.minimumCount == 2)
        let given = try plan(names(300)) { ($0.data.tokens, $0.model.copy) = (.words, true) }.settings
        #expect(given.data.minimumCount == 2)
        let subwords = try plan(names(300)) { $0.model.copy = false }.settings
        #expect(subwords.data.sourceTokens == .subwords && !subwords.model.copy)
        #expect(try !plan(names(300)) { $0.data.targetTokens = .characters }.settings.model.copy)
    }

    @Test func wordsThatAreAllDifferentStayKnown() throws {
        let pairs = Array(Set(words(200, seed: 1))).sorted().map { TextPair(source: $0, target: $0) }
        #expect(try plan(pairs) { $0.data.tokens = .words }.settings.data.minimumCount == 1)
    }

    @Test func textsWithTagsAreCharactersAndTags() throws {
        let pairs = words(200, seed: 1).map { TextPair(source: $0 + "<V><PST>", target: $0 + "os") }
        let settings = try plan(pairs).settings
        #expect(settings.data.sourceTokens == .charactersAndTags)
        #expect(settings.data.targetTokens == .characters)
        #expect(settings.model.copy)
    }
}
