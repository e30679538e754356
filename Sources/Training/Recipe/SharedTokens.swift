import Seq2SeqText

/// What the tokens of sources and of targets have in common.
struct SharedTokens: Sendable {
    /// Of the different target tokens the share that are source tokens too, 0 to 1.
    let knownToSource: Double
    /// Of the target tokens the share that stand in their own source, 0 to 1.
    let inOwnSource: Double
    /// The same of another pair's source: what stands there by chance.
    let inOtherSource: Double

    init(_ data: TrainingData) {
        let (sources, targets) = (data.sourceVocabulary, data.targetVocabulary)
        let first = Int32(Vocabulary.reservedTokens.count)
        // The target's id of each source token.
        let ids = (0..<Int32(sources.count)).map { $0 < first ? Vocabulary.unknown : targets.id(of: sources[$0]) }
        let known = Set(ids).subtracting([Vocabulary.unknown])
        knownToSource = Double(known.count) / Double(max(1, targets.count - Int(first)))
        let pairs = data.training
        let standing = pairs.map { pair in Set(pair.source.map { ids[Int($0)] }).intersection(known) }
        var (own, other, all) = (0, 0, 0)
        for (index, pair) in pairs.enumerated() {
            let stranger = standing[(index + pairs.count / 2) % pairs.count]
            own += pair.target.count(where: standing[index].contains)
            other += pair.target.count(where: stranger.contains)
            all += pair.target.count
        }
        inOwnSource = Double(own) / Double(max(1, all))
        inOtherSource = Double(other) / Double(max(1, all))
    }

    /// Whether both sides are spelled with the same tokens, and sources have many of those of their own targets: more
    /// than a quarter of the way from what chance brings to all of them.
    var makesCopyingPay: Bool {
        knownToSource >= 0.8 && inOwnSource - inOtherSource >= 0.25 * (1 - inOtherSource) && inOtherSource < 1
    }
}
