extension BytePairEncoding {
    /// Learns merges from words, the same as `subword-nmt learn-bpe` does.
    ///
    /// - Parameters:
    ///   - words: Each different word with how often it occurs; no word may be empty.
    ///   - mergeCount: How many merges to learn at most.
    ///   - minimumCount: How often a pair must occur to be merged.
    public init(learningFrom words: [(word: String, count: Int)], mergeCount: Int, minimumCount: Int = 2) {
        var learner = BytePairLearner(words)
        self.init(merges: learner.merges(mergeCount, minimumCount: minimumCount))
    }

    /// Learns as many merges as a vocabulary has room for: its size less the reserved tokens and the characters, of
    /// which those that end a word are others than those within. `subword-nmt learn-bpe --total-symbols` counts so too.
    public init(learningFrom words: [(word: String, count: Int)], vocabularySize: Int) {
        var within: Set<Unicode.Scalar> = []
        var final: Set<Unicode.Scalar> = []
        for (word, _) in words {
            within.formUnion(word.unicodeScalars.dropLast())
            final.formUnion(word.unicodeScalars.suffix(1))
        }
        let taken = Vocabulary.reservedTokens.count + within.count + final.count
        self.init(learningFrom: words, mergeCount: vocabularySize - taken)
    }
}
