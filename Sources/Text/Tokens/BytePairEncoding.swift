import Seq2SeqRandomness

/// Byte-pair encoding: the merges that put the characters of a word together to subwords (Sennrich et al. 2016).
///
/// Merges are learned, applied and written as the program subword-nmt does since its version 0.2. A character is a
/// Unicode scalar; the last one of a word carries the mark `</w>`.
public struct BytePairEncoding: Sendable {
    /// Two symbols that become one wherever they stand side by side.
    public struct Merge: Sendable, Hashable {
        /// The symbol that comes first.
        public let first: String

        /// The symbol after it.
        public let second: String

        /// A merge of two symbols.
        public init(_ first: String, _ second: String) {
            self.first = first
            self.second = second
        }
    }

    /// What the last symbol of a word ends in.
    public static let endOfWord = "</w>"

    /// The merges, the most important first.
    public let merges: [Merge]

    /// The number of each symbol that a merge has or makes.
    private let symbols: [ExactToken: UInt32]

    /// The merge of two symbols, by their numbers, and the symbol that it makes.
    private let ranks: [UInt64: (rank: Int, merged: UInt32)]

    /// An encoding with merges, the most important first. A merge that comes again counts where it came first.
    public init(merges: [Merge]) {
        self.merges = merges
        var symbols: [ExactToken: UInt32] = [:]
        func number(_ symbol: String) -> UInt32 {
            if let number = symbols[ExactToken(symbol)] { return number }
            let number = UInt32(symbols.count)
            symbols[ExactToken(symbol)] = number
            return number
        }
        var ranks: [UInt64: (rank: Int, merged: UInt32)] = [:]
        for (rank, merge) in merges.enumerated() {
            let key = Self.key(number(merge.first), number(merge.second))
            let merged = number(merge.first + merge.second)
            if ranks[key] == nil { ranks[key] = (rank, merged) }
        }
        self.symbols = symbols
        self.ranks = ranks
    }

    /// The subwords of a word, which together are the word. An empty word has none.
    public func pieces(of word: String) -> [String] {
        pieces(of: word) { false }
    }

    /// The subwords of a word if each merge that could be made is left out with a probability, anew in each round
    /// (Provilkov et al. 2020, algorithm 1).
    ///
    /// - Parameters:
    ///   - word: The word.
    ///   - dropout: The probability, from 0 to 1.
    ///   - random: Where the chances come from.
    public func pieces(of word: String, dropout: Double, using random: inout RandomSource) -> [String] {
        pieces(of: word) { Double(random.nextUnit()) < dropout }
    }

    private func pieces(of word: String, isLeftOut: () -> Bool) -> [String] {
        let scalars = word.unicodeScalars
        guard scalars.count > 1 else { return word.isEmpty ? [] : [word] }
        var parts = parts(of: scalars)
        while parts.count > 1 {
            var best: (rank: Int, merged: UInt32)?
            var places: [Int] = []
            for place in 0..<parts.count - 1 {
                guard let merge = ranks[Self.key(parts[place].symbol, parts[place + 1].symbol)], !isLeftOut() else {
                    continue
                }
                if let rank = best?.rank, rank < merge.rank { continue }
                if best?.rank != merge.rank { places = [] }
                best = merge
                places.append(place)
            }
            guard let best else { break }
            // From the end, so that the places before stay right. Of overlapping ones the first is merged.
            for place in Self.withoutOverlap(places).reversed() {
                parts[place] = Part(symbol: best.merged, end: parts[place + 1].end)
                parts.remove(at: place + 1)
            }
        }
        var start = scalars.startIndex
        return parts.map { part in
            defer { start = part.end }
            return String(scalars[start..<part.end])
        }
    }

    /// A piece of a word: a symbol and where it ends. Symbols that no merge knows share one number.
    private struct Part {
        let symbol: UInt32
        let end: String.UnicodeScalarView.Index
    }

    private static let unknownSymbol = UInt32.max

    private func parts(of scalars: String.UnicodeScalarView) -> [Part] {
        scalars.indices.map { index in
            let end = scalars.index(after: index)
            let symbol = String(scalars[index]) + (end == scalars.endIndex ? Self.endOfWord : "")
            return Part(symbol: symbols[ExactToken(symbol)] ?? Self.unknownSymbol, end: end)
        }
    }

    private static func withoutOverlap(_ places: [Int]) -> [Int] {
        var kept: [Int] = []
        for place in places where kept.last.map({ place > $0 + 1 }) ?? true { kept.append(place) }
        return kept
    }

    private static func key(_ first: UInt32, _ second: UInt32) -> UInt64 {
        UInt64(first) << 32 | UInt64(second)
    }
}

extension BytePairEncoding: Equatable {
    /// Whether both have the same merges, byte for byte, in the same order.
    public static func == (left: BytePairEncoding, right: BytePairEncoding) -> Bool {
        left.merges.elementsEqual(right.merges) {
            $0.first.utf8.elementsEqual($1.first.utf8) && $0.second.utf8.elementsEqual($1.second.utf8)
        }
    }
}
