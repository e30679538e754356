import Seq2SeqText
import Testing

struct ExtendedVocabularyTests {
    private let vocabulary = Vocabulary(counting: [["call", "call", "me"]])

    @Test func whatTheVocabularyLacksHasTheIdsThatFollowInTheOrderOfTheSource() {
        let extended = ExtendedVocabulary(vocabulary, by: ["Ishmael", "call", "Ahab", "Ishmael"])
        #expect(extended.sourceIDs == [6, 4, 7, 6])
        #expect(extended.furtherTokens == ["Ishmael", "Ahab"])
        #expect(extended.ids(of: ["call", "Ahab", "Ishmael", "Queequeg"]) == [4, 7, 6, Vocabulary.unknown])
        #expect(extended.tokens(of: [7, 5, 6, 3]) == ["Ahab", "me", "Ishmael", "<unk>"])
    }

    @Test func withoutASourceItIsTheVocabulary() {
        let extended = ExtendedVocabulary(vocabulary, by: [])
        #expect(extended.sourceIDs.isEmpty && extended.furtherTokens.isEmpty)
        #expect(extended.ids(of: ["me", "Ahab"]) == [5, 3])
    }

    @Test func tokensThatAreSpelledAlikeButNotByteForByteAreTwo() {
        let extended = ExtendedVocabulary(vocabulary, by: ["caf\u{E9}", "cafe\u{301}"])
        #expect(extended.sourceIDs == [6, 7])
        #expect(extended.ids(of: ["cafe\u{301}"]) == [7])
    }

    @Test func whatSpellsAReservedNameIsATokenOfItsOwn() {
        let extended = ExtendedVocabulary(vocabulary, by: ["</s>", "<unk>"])
        #expect(extended.sourceIDs == [6, 7])
        #expect(extended.tokens(of: [6, 7]) == ["</s>", "<unk>"])
    }

    @Test func whatEndsALineOrAColumnCannotBeSaid() {
        let extended = ExtendedVocabulary(vocabulary, by: ["a", "\n", "\t", "\r\n", "b"])
        #expect(extended.sourceIDs == [6, 3, 3, 3, 7])
        #expect(extended.furtherTokens == ["a", "b"])
    }
}
