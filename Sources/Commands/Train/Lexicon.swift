import Seq2Seq

/// A word list whose entries are trained on beside the pairs, and how often each comes in an epoch: `words.tsv:3`.
package struct Lexicon: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let times: Int

    /// Without a colon and a number behind the name each entry comes once. Nil for a number that is out of range.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let times = Int(text[text.index(after: colon)...]) else {
            // What looks like a number but is none, or a larger one than there is, is not the end of a name.
            let end = text.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last ?? ""
            if !end.isEmpty && end.allSatisfy({ "+-.".contains($0) || $0.isNumber }) { return nil }
            (path, times) = (text, 1)
            return
        }
        guard colon > text.startIndex, (1...Self.mostTimes).contains(times) else { return nil }
        path = String(text[..<colon])
        self.times = times
    }

    private static let mostTimes = 1000

    package var description: String { times == 1 ? path : "\(path):\(times)" }
}

/// The entries of a word list, read as pairs are.
struct LexiconPairs {
    let pairs: [TextPair]
    /// What is worth knowing of them.
    let notices: [String]

    /// Nothing, if no word list is named.
    init(_ lexicon: Lexicon?, _ reading: inout PairReading) throws(UnreadablePairs) {
        guard let lexicon else {
            (pairs, notices) = ([], [])
            return
        }
        let corpus = try reading.pairs(at: lexicon.path, times: lexicon.times)
        pairs = Array(repeatElement(corpus.pairs, count: lexicon.times).joined())
        notices =
            corpus.notices.map(\.description) + [
                "\(PairReading.name(of: lexicon.path)) adds \(Figures.counted(corpus.pairs.count, "pair")) to train on,"
                    + " \(lexicon.times == 1 ? "once" : "\(lexicon.times) times") in each epoch."
            ]
    }
}
