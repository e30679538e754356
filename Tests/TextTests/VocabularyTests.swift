import Testing
import Seq2SeqText

@Suite("Vocabulary")
struct VocabularyTests {
    @Test func reservedIdsAreThoseOfTheContract() {
        let vocabulary = Vocabulary(counting: [["a"]])
        #expect([Vocabulary.padding, Vocabulary.begin, Vocabulary.end, Vocabulary.unknown] == [0, 1, 2, 3])
        #expect(vocabulary.tokens == ["<pad>", "<s>", "</s>", "<unk>", "a"])
        #expect(vocabulary.count == 5)
    }

    @Test func frequentTokensComeFirst() {
        let vocabulary = Vocabulary(counting: [["a", "b", "c"], ["c", "b"], ["c"]])
        #expect(vocabulary.tokens.dropFirst(4) == ["c", "b", "a"])
        #expect(vocabulary.ids(of: ["a", "b", "c", "d"]) == [6, 5, 4, 3])
        #expect(vocabulary.tokens(of: [4, 2, 5, 0, 3, 1]) == ["c", "</s>", "b", "<pad>", "<unk>", "<s>"])
    }

    @Test func equallyFrequentTokensAreInTheOrderOfTheirScalars() {
        let tokens = ["z", "é", "a", "Z", "😀", "\u{FFFD}", "ab", "aa", "1", "~", "\u{7F}"]
        let expected = ["1", "Z", "a", "aa", "ab", "z", "~", "\u{7F}", "é", "\u{FFFD}", "😀"]
        #expect(Array(Vocabulary(counting: [tokens]).tokens.dropFirst(4)) == expected)
        #expect(Array(Vocabulary(counting: tokens.reversed().map { [$0] }).tokens.dropFirst(4)) == expected)
    }

    @Test func theMaximumSizeIncludesTheReservedTokens() {
        let sequences = [["a", "a", "a", "b", "b", "c"]]
        #expect(Vocabulary(counting: sequences, maximumSize: 6).tokens.dropFirst(4) == ["a", "b"])
        #expect(Vocabulary(counting: sequences, maximumSize: 4).count == 4)
        #expect(Vocabulary(counting: sequences, maximumSize: 100).count == 7)
    }

    @Test func rareTokensAreLeftOut() {
        let vocabulary = Vocabulary(counting: [["a", "a", "a", "b", "b", "c"]], minimumCount: 2)
        #expect(vocabulary.tokens.dropFirst(4) == ["a", "b"])
        #expect(vocabulary.id(of: "c") == Vocabulary.unknown)
    }

    @Test func aTokenSpelledLikeAReservedNameHasAnIdOfItsOwn() throws {
        let texts = ["<s>", "\\<s>", "\\\\</s>", "<pad>", "a", "\\<x>", "\\"]
        let vocabulary = Vocabulary(counting: [["<s>"] + texts])
        #expect(vocabulary.count == 4 + texts.count && vocabulary.tokens[4] == "\\<s>")
        #expect(vocabulary.id(of: "<unk>") == Vocabulary.unknown)
        let reloaded = try Vocabulary(tokens: vocabulary.tokens)
        #expect(reloaded == vocabulary)
        for text in texts {
            let id = reloaded.id(of: text)
            #expect(id > Vocabulary.unknown && reloaded[id] == text && vocabulary.id(of: text) == id)
        }
        for id in Int32(0)..<4 { #expect(vocabulary[id] == Vocabulary.reservedTokens[Int(id)]) }
    }

    @Test func theListOfAModelFileComesBackByteForByte() throws {
        let counted = Vocabulary(counting: [["e\u{301}", "\u{E9}", "a b", "\"", "\\", "\u{308}"]])
        let reloaded = try Vocabulary(tokens: counted.tokens)
        #expect(reloaded == counted)
        #expect(reloaded.count == 10)
        #expect(reloaded.id(of: "e\u{301}") != reloaded.id(of: "\u{E9}"))
        for id in Int32(4)..<10 { #expect(reloaded.id(of: reloaded[id]) == id) }
    }

    @Test func vocabulariesOfEquivalentButDifferentTokensDiffer() {
        #expect(Vocabulary(counting: [["e\u{301}"]]) != Vocabulary(counting: [["\u{E9}"]]))
    }

    @Test func aListMustBeginWithTheReservedNames() {
        #expect(throws: VocabularyError.missingReservedToken(id: 0, expected: "<pad>", found: nil)) {
            try Vocabulary(tokens: [])
        }
        #expect(throws: VocabularyError.missingReservedToken(id: 2, expected: "</s>", found: "a")) {
            try Vocabulary(tokens: ["<pad>", "<s>", "a", "<unk>"])
        }
        #expect(throws: VocabularyError.missingReservedToken(id: 3, expected: "<unk>", found: nil)) {
            try Vocabulary(tokens: ["<pad>", "<s>", "</s>"])
        }
        #expect(
            VocabularyError.missingReservedToken(id: 2, expected: "</s>", found: "a").description
                == "The vocabulary has \"a\" at id 2, where </s> is expected. "
                + "It must begin with <pad>, <s>, </s>, <unk>.")
    }

    @Test func aListMustNotHoldATokenTwice() {
        let error = VocabularyError.duplicateToken("a", firstID: 4, secondID: 6)
        #expect(throws: error) { try Vocabulary(tokens: Vocabulary.reservedTokens + ["a", "b", "a"]) }
        #expect(throws: VocabularyError.duplicateToken("<s>", firstID: 1, secondID: 4)) {
            try Vocabulary(tokens: Vocabulary.reservedTokens + ["<s>"])
        }
        #expect(
            error.description == "The vocabulary has \"a\" both at id 4 and at id 6. Each token must have one id.")
    }

    @Test func anIdOutsideTheVocabularyIsAProgrammersError() async {
        await #expect(processExitsWith: .failure) {
            _ = Vocabulary(counting: [["a"]])[5]
        }
    }
}
