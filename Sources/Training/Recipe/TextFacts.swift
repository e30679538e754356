import Seq2SeqText

/// What a recipe knows of pairs before they are cut into tokens.
struct TextFacts: Sendable {
    let pairCount: Int
    let source: SideFacts
    let target: SideFacts
    /// The same of the words as they are to be cut: with their punctuation apart on a side whose tokens are to be
    /// `words+punctuation`.
    let sourceWords: SideFacts
    let targetWords: SideFacts
    /// Whether there are pairs to validate with.
    let hasValidation: Bool
    /// Of the source words that occur once the share that stands in its own target, 0 to 1.
    let sourceWordsToCopy: Double
    /// Of the target words that occur once the share that stands in its own source, 0 to 1.
    let targetWordsToCopy: Double

    /// The facts of pairs. Of very many some are looked at, evenly spread.
    ///
    /// - Parameter options: with what is given of tokens.
    init(_ pairs: [TextPair], _ options: TrainingData.Options, hasValidation: Bool) {
        pairCount = pairs.count
        self.hasValidation = hasValidation
        let step = max(1, pairs.count / Self.sampleSize)
        let sample = stride(from: 0, to: pairs.count, by: step).map { pairs[$0] }
        source = SideFacts(sample.map(\.source))
        target = SideFacts(sample.map(\.target))
        func words(_ side: SideFacts, _ texts: KeyPath<TextPair, String>, _ kind: Tokenization) -> SideFacts {
            kind == .wordsAndPunctuation
                ? SideFacts(sample.map { $0[keyPath: texts] }, partsPunctuation: true) : side
        }
        sourceWords = words(source, \.source, options.sourceTokens)
        targetWords = words(target, \.target, options.targetTokens)
        sourceWordsToCopy = sourceWords.shareOfRareWords(in: sample.map { ($0.source, $0.target) })
        targetWordsToCopy = targetWords.shareOfRareWords(in: sample.map { ($0.target, $0.source) })
    }

    private static let sampleSize = 200_000

    /// The share of the running words of each side that the other side has too, the smaller of the two; 0 to 1.
    var sharedWords: Double { min(source.share(knownTo: target), target.share(knownTo: source)) }
}

/// What a recipe knows of the texts of one side.
struct SideFacts: Sendable {
    /// How often each word occurs; a word is what stands between white space, or what is left of it without its
    /// punctuation, which then counts as words too.
    private let counts: [String: Int]
    private let partsPunctuation: Bool
    /// All words, each as often as it occurs.
    let wordCount: Int
    /// Words a text, on average.
    let wordsPerText: Double
    /// Unicode scalars a word, on average.
    let scalarsPerWord: Double
    /// The share of the texts that have a tag, 0 to 1.
    let taggedShare: Double
    /// Unicode scalars a text, white space left out: of half of the texts no more.
    let scalarsPerText: Int

    init(_ texts: [String], partsPunctuation: Bool = false) {
        self.partsPunctuation = partsPunctuation
        var counts: [String: Int] = [:]
        var (words, scalars) = (0, 0)
        var lengths: [Int] = []
        for text in texts {
            let before = scalars
            defer { lengths.append(scalars - before) }
            for word in Self.words(of: text, partsPunctuation: partsPunctuation) {
                counts[word, default: 0] += 1
                words += 1
                scalars += word.unicodeScalars.count
            }
        }
        self.counts = counts
        wordCount = words
        let count = Double(max(1, texts.count))
        taggedShare = Double(texts.count(where: TaggedCharacters.hasTag)) / count
        wordsPerText = Double(words) / count
        scalarsPerText = lengths.isEmpty ? 0 : lengths.sorted()[(lengths.count - 1) / 2]
        scalarsPerWord = Double(scalars) / Double(max(1, words))
    }

    /// Different words.
    var typeCount: Int { counts.count }

    /// The probability that the next word is one that did not occur, as Good and Turing estimate it: the share of the
    /// words that occur once (Good 1953).
    var unseenShare: Double { Double(counts.values.count { $0 == 1 }) / Double(max(1, wordCount)) }

    /// Whether texts are one word or hardly more.
    var isOneWord: Bool { wordsPerText < 1.5 && scalarsPerText <= 20 }

    /// Whether the words that there are will do for texts to come: a closed set, such as the phones of a language.
    var isClosed: Bool { wordsPerText >= 1.5 && unseenShare <= 0.005 }

    /// Whether the texts are sentences of an open vocabulary.
    var isProse: Bool { wordsPerText >= 4 && !isClosed }

    /// The share of the words that occur once which stand in the text beside their own too.
    fileprivate func shareOfRareWords(in texts: [(own: String, other: String)]) -> Double {
        var (rare, found) = (0, 0)
        for (own, other) in texts {
            let words = words(of: own).filter { counts[$0] == 1 }
            if words.isEmpty { continue }
            let others = Set(self.words(of: other))
            rare += words.count
            found += words.count(where: others.contains)
        }
        return Double(found) / Double(max(1, rare))
    }

    private func words(of text: String) -> [String] { Self.words(of: text, partsPunctuation: partsPunctuation) }

    private static func words(of text: String, partsPunctuation: Bool) -> [String] {
        let words = text.unicodeScalars.split(whereSeparator: \.isWhiteSpace).map { String($0) }
        return partsPunctuation ? words.flatMap(PunctuatedWords.tokens) : words
    }

    fileprivate func share(knownTo other: SideFacts) -> Double {
        let known = counts.reduce(0) { $0 + (other.counts[$1.key] == nil ? 0 : $1.value) }
        return Double(known) / Double(max(1, wordCount))
    }
}
