import Seq2SeqRandomness
import Seq2SeqText

extension EncodedPair {
    /// A pair of random words: any id but padding, begin and end. Of the source's every third is none of the target's.
    init(sourceLength: Int, targetLength: Int, vocabulary: Int, using random: inout RandomSource) {
        self.init(
            source: (0..<sourceLength).map { _ in Int32(random.next(in: 3...vocabulary - 1)) },
            target: (0..<targetLength).map { _ in Int32(random.next(in: 3...vocabulary)) })
        var further: [Int32] = []
        copies = source.map { id in
            guard id.isMultiple(of: 3), id > 3 else { return id }
            if !further.contains(id) { further.append(id) }
            return Int32(vocabulary + 1 + (further.firstIndex(of: id) ?? 0))
        }
    }

    /// The same pair with every other token of the target one of the source, where the source's length allows it.
    func copying() -> EncodedPair {
        let target = target.enumerated().map { index, id in
            index.isMultiple(of: 2) ? copies[(index * 5 + 1) % copies.count] : id
        }
        return EncodedPair(source: source, target: target, copies: copies)
    }

    /// Ids of tags, the reserved ones included.
    static let tagCount = 9

    /// The same pair with none to three tags, by its lengths.
    func tagged() -> EncodedPair {
        let count = (2 * source.count + target.count) % 4
        let tags = (0..<count).map { Int32(4 + (source.count * 3 + $0 * 7) % (Self.tagCount - 4)) }
        return EncodedPair(source: source, target: target, copies: copies, tags: tags)
    }

    /// The same pair with a second source of none to four tokens, by its lengths.
    func doubled() -> EncodedPair {
        var pair = self
        let count = (source.count + 2 * target.count) % 5
        pair.secondSource = (0..<count).map { Int32(3 + (source.count + target.count * 5 + $0 * 7) % 6) }
        return pair
    }

    /// Pairs in no order of length, lengths that occur twice, and an empty target.
    static func ragged(vocabulary: Int = 9) -> [EncodedPair] {
        var random = RandomSource(seed: 5)
        return [(3, 5), (7, 1), (1, 4), (5, 0), (3, 7), (6, 4)].map { source, target in
            EncodedPair(sourceLength: source, targetLength: target, vocabulary: vocabulary, using: &random)
        }
    }

    /// Pairs of up to so many tokens.
    static func random(_ count: Int, longest: Int, vocabulary: Int, seed: UInt64 = 6) -> [EncodedPair] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            EncodedPair(
                sourceLength: random.next(in: 1...longest), targetLength: random.next(in: 0...longest),
                vocabulary: vocabulary, using: &random)
        }
    }
}
