/// Learns merges from words, step by step as `subword-nmt learn-bpe` does.
///
/// To find the same merges, it also keeps pairs that are rare out of sight until they are needed, in the same way: what
/// happens to such a pair meanwhile is counted a little differently, and that decides some merges.
struct BytePairLearner {
    /// The words as numbers of their symbols, and how often each occurs.
    private var words: [(symbols: [UInt32], count: Int)] = []

    private var symbols: [String] = []
    private var symbolNumbers: [ExactToken: UInt32] = [:]

    private var pairs: [(first: UInt32, second: UInt32)] = []
    private var pairNumbers: [UInt64: Int] = [:]

    /// How often each pair occurs, of those that are in sight.
    private var counts = PairCounts()

    /// The same of the pairs that are out of sight, and older counts of others.
    private var hiddenCounts = PairCounts()

    /// How often each pair occurs in each word, by the word's index.
    private var places: [[Int: Int]] = []

    /// Pairs that occur less often are out of sight.
    private var threshold = 0.0

    init(_ counted: [(word: String, count: Int)]) {
        for (word, count) in counted {
            let scalars = word.unicodeScalars
            let last = scalars.index(before: scalars.endIndex)
            words.append(
                (
                    scalars.indices.map {
                        number(String(scalars[$0]) + ($0 == last ? BytePairEncoding.endOfWord : ""))
                    },
                    count
                ))
        }
        for (index, word) in words.enumerated() {
            for (first, second) in zip(word.symbols, word.symbols.dropFirst()) {
                add(word.count, toPair: pairNumber(first, second), places: 1, word: index)
            }
        }
        hiddenCounts = counts
        threshold = Double(counts.present.map { counts[$0] }.max() ?? 0) / 10
    }

    /// The merges, as long as there is a pair that occurs often enough.
    mutating func merges(_ mergeCount: Int, minimumCount: Int) -> [BytePairEncoding.Merge] {
        var merges: [BytePairEncoding.Merge] = []
        for step in 0..<max(0, mergeCount) {
            guard let pair = mostFrequentPair(step: step), counts[pair] >= minimumCount else { break }
            merges.append(.init(symbols[Int(pairs[pair].first)], symbols[Int(pairs[pair].second)]))
            merge(pair)
            if step % 100 == 0 { hideRarePairs() }
        }
        return merges
    }

    /// The pair that occurs most often; of equals the one whose symbols come last in the order of their scalars.
    private mutating func mostFrequentPair(step: Int) -> Int? {
        if let pair = counts.present.max(by: isLess), step == 0 || Double(counts[pair]) >= threshold { return pair }
        // A pair that is out of sight may be more frequent.
        hideRarePairs()
        counts = hiddenCounts
        guard let pair = counts.present.max(by: isLess) else { return nil }
        threshold = Double(counts[pair] * step) / (Double(step) + 10_000)
        hideRarePairs()
        return pair
    }

    private func isLess(_ left: Int, _ right: Int) -> Bool {
        let (leftCount, rightCount) = (counts[left], counts[right])
        if leftCount != rightCount { return leftCount < rightCount }
        let (leftPair, rightPair) = (pairs[left], pairs[right])
        if leftPair.first != rightPair.first {
            return symbols[Int(leftPair.first)].utf8.lexicographicallyPrecedes(symbols[Int(rightPair.first)].utf8)
        }
        return symbols[Int(leftPair.second)].utf8.lexicographicallyPrecedes(symbols[Int(rightPair.second)].utf8)
    }

    private mutating func hideRarePairs() {
        for pair in counts.present where Double(counts[pair]) < threshold {
            let count = counts[pair]
            if count < 0 { hiddenCounts.add(count, to: pair) } else { hiddenCounts[pair] = count }
        }
        counts.removeAll { Double($0) < threshold }
    }

    /// Merges a pair in every word that has it.
    private mutating func merge(_ pair: Int) {
        let (first, second) = pairs[pair]
        let merged = number(symbols[Int(first)] + symbols[Int(second)])
        let found = places[pair].filter { $0.value > 0 }.keys.sorted()
        counts[pair] = 0
        places[pair] = [:]
        for index in found {
            let old = words[index].symbols
            let new = Self.merged(old, first, second, into: merged)
            words[index].symbols = new
            removeNeighbours(of: (first, second), in: old, word: index)
            addNeighbours(of: merged, in: new, word: index)
        }
        counts[pair] = 0
    }

    private static func merged(_ word: [UInt32], _ first: UInt32, _ second: UInt32, into symbol: UInt32) -> [UInt32] {
        var result: [UInt32] = []
        var place = 0
        while place < word.count {
            let isPair = word[place] == first && place + 1 < word.count && word[place + 1] == second
            result.append(isPair ? symbol : word[place])
            place += isPair ? 2 : 1
        }
        return result
    }

    /// Takes away the pairs that overlapped with a merged one.
    private mutating func removeNeighbours(of pair: (first: UInt32, second: UInt32), in word: [UInt32], word index: Int)
    {
        let count = words[index].count
        var place = 0
        while place < word.count - 1 {
            guard word[place] == pair.first, word[place + 1] == pair.second else {
                place += 1
                continue
            }
            if place > 0 { add(-count, toPair: pairNumber(word[place - 1], word[place]), places: -1, word: index) }
            if place < word.count - 2 {
                // If the pair follows at once, its own turn takes this one away.
                let follows =
                    place < word.count - 3 && word[place + 2] == pair.first && word[place + 3] == pair.second
                if !follows {
                    add(-count, toPair: pairNumber(word[place + 1], word[place + 2]), places: -1, word: index)
                }
            }
            place += 2
        }
    }

    /// Adds the pairs that a new symbol has with its neighbours.
    private mutating func addNeighbours(of symbol: UInt32, in word: [UInt32], word index: Int) {
        let count = words[index].count
        for place in word.indices where word[place] == symbol {
            if place > 0 { add(count, toPair: pairNumber(word[place - 1], symbol), places: 1, word: index) }
            // If it follows at once, its own turn adds this one.
            if place < word.count - 1, word[place + 1] != symbol {
                add(count, toPair: pairNumber(symbol, word[place + 1]), places: 1, word: index)
            }
        }
    }

    private mutating func add(_ count: Int, toPair pair: Int, places change: Int, word: Int) {
        counts.add(count, to: pair)
        places[pair][word, default: 0] += change
    }

    private mutating func number(_ symbol: String) -> UInt32 {
        if let number = symbolNumbers[ExactToken(symbol)] { return number }
        let number = UInt32(symbols.count)
        symbolNumbers[ExactToken(symbol)] = number
        symbols.append(symbol)
        return number
    }

    private mutating func pairNumber(_ first: UInt32, _ second: UInt32) -> Int {
        let key = UInt64(first) << 32 | UInt64(second)
        if let number = pairNumbers[key] { return number }
        let number = pairs.count
        pairNumbers[key] = number
        pairs.append((first, second))
        places.append([:])
        return number
    }
}

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
