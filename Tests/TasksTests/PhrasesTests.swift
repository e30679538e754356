import Seq2SeqTasks
import Testing
import Seq2SeqText

@Suite("Phrases")
struct PhrasesTests {
    /// Every seventh phrase of the small patterns and every 41st of the large ones.
    private static let pairs = Phrases.families.flatMap { family in
        stride(from: 0, to: family.count, by: family.count < 100_000 ? 7 : 41).map(family.pair)
    }

    private static let vowels = Set("aeiouâàéèêîôœ")
    private static let aspirated: Set = ["héros", "hibou", "hiboux"]

    /// Whether the word before is elided or changed.
    private static func startsWithVowelSound(_ word: Substring) -> Bool {
        guard let first = word.first, !aspirated.contains(String(word)) else { return false }
        return vowels.contains(first) || first == "h"
    }

    /// Every two neighbors among the words, which spaces part.
    private static func neighbors(_ text: String) -> some Sequence<(Substring, Substring)> {
        let words = text.split(separator: " ")
        return zip(words, words.dropFirst())
    }

    @Test func elisionHappensBeforeVowelsAndOnlyThere() {
        let elidable: Set<Substring> = ["je", "ne", "le", "la", "me", "de", "ce", "ma", "sa"]
        for pair in Self.pairs {
            for (word, next) in Self.neighbors(pair.target) where Self.startsWithVowelSound(next) {
                #expect(!elidable.contains(word), "\(pair)")
            }
            for word in pair.target.split(separator: " ") where word.contains("'") {
                let parts = word.split(separator: "'")
                #expect(parts.count == 2 && ["j", "n", "l", "m", "d"].contains(parts[0]), "\(pair)")
                #expect(Self.startsWithVowelSound(parts[1]), "\(pair)")
            }
        }
    }

    @Test func prepositionsContractWithTheArticle() {
        for pair in Self.pairs {
            for (word, next) in Self.neighbors(pair.target) where ["de", "à"].contains(word) {
                #expect(!["le", "les"].contains(next), "\(pair)")
            }
        }
    }

    @Test func masculineFormsBeforeVowelsAreUsedThereAndOnlyThere() {
        let beforeVowel: Set<Substring> = ["vieil", "bel", "nouvel", "cet"]
        for pair in Self.pairs {
            for (word, next) in Self.neighbors(pair.target) {
                if beforeVowel.contains(word) { #expect(Self.startsWithVowelSound(next), "\(pair)") }
                if ["beau", "nouveau", "ce"].contains(word) { #expect(!Self.startsWithVowelSound(next), "\(pair)") }
            }
            #expect(!beforeVowel.contains { pair.target.hasSuffix(" " + $0) }, "\(pair)")
        }
    }

    @Test func englishSaysAnBeforeVowelsAndOnlyThere() {
        for pair in Self.pairs {
            for (word, next) in Self.neighbors(pair.source) {
                let isVowel = "aeiouI".contains(next.prefix(1))
                if word == "a" { #expect(!isVowel, "\(pair)") }
                if word == "an" { #expect(isVowel, "\(pair)") }
            }
        }
    }

    @Test func negationPutsNeInFrontOfTheVerbAndPasBehindIt() {
        for pair in Self.pairs {
            let words = pair.target.split(whereSeparator: { " '".contains($0) })
            let isNegated = pair.source.split(separator: " ").contains("not")
            #expect(words.contains("pas") == isNegated, "\(pair)")
            #expect((words.contains("ne") || words.contains("n")) == isNegated, "\(pair)")
        }
    }

    @Test func phrasesAreWordsPartedBySingleSpaces() {
        let letters = Set("abcdefghijklmnopqrstuvwxyzâàçéèêîôœ' ")
        for pair in Self.pairs {
            #expect(letters.isSuperset(of: pair.target), "\(pair)")
            for text in [pair.source, pair.target] {
                #expect(text.split(separator: " ").joined(separator: " ") == text, "\(pair)")
            }
        }
    }

    @Test(arguments: PhrasesTests.chosen)
    func chosenPhrasesAreTranslatedAsAPersonWould(rule: String, english: String, french: String) {
        #expect(Self.stream[english] == french, "\(rule)")
    }

    private static let stream = Dictionary(
        ToyTask.phrases.pairs(seed: 1).prefix(12_000).map { ($0.source, $0.target) }, uniquingKeysWith: { $1 })
}
