import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// A language model that has a say in each token beside the models that read the source: shallow fusion (Gulcehre et al.
/// 2015, section 4.1). A token is worth `log p(y) + weight * log p_lm(y)`.
///
/// As no weight is below 0, no token is worth more than 0, so that a search ends by the same proof as without. What is
/// added up is no distribution; where tokens are drawn at random, it is made one: they are drawn from
/// `p(y) * p_lm(y)^weight`, divided by its sum.
public struct LanguageModelFusion: Sendable {
    /// The language model.
    public let network: EncoderDecoder
    /// How much its log probabilities count beside those of the models, 0 or more.
    public let weight: Double
    /// For each id of the models' target vocabulary the language model's: unknown for a token that it lacks.
    public let ids: [Int32]

    /// A language model's say.
    public init(_ network: EncoderDecoder, weight: Double, ids: [Int32]) {
        require(!network.configuration.readsSource, "A language model reads no source")
        require(weight >= 0 && weight.isFinite, "A language model's weight must be 0 or more, but is \(weight)")
        let size = Int32(network.configuration.targetVocabularySize)
        require(ids.allSatisfy { (0..<size).contains($0) }, "A language model of \(size) tokens has ids below that")
        self.network = network
        self.weight = weight
        self.ids = ids
    }

    /// The language model's id of a token.
    ///
    /// - Parameter further: those of the tokens that only the source has.
    func id(of token: Int32, _ further: [Int32]) -> Int32 {
        let place = Int(token)
        if place < ids.count { return ids[place] }
        return place - ids.count < further.count ? further[place - ids.count] : Vocabulary.unknown
    }

    /// Adds the language model's opinion.
    ///
    /// - Parameters:
    ///   - opinion: `[rows, language model's vocabulary]`
    ///   - further: for each row the language model's ids of what its source adds to the vocabulary.
    ///   - lists: for each row the tokens of its columns; empty if their ids are the columns.
    ///   - logProbabilities: the models' own, `[rows, ids]`.
    func add(
        _ opinion: Rows, _ further: [[Int32]], _ lists: [TokenList], to logProbabilities: Rows,
        on workspace: Workspace
    ) {
        // What counts for nothing may be impossible, and 0 times that is NaN.
        if weight == 0 { return }
        let (own, other) = (logProbabilities.matrix, opinion.matrix)
        let weight = Float(weight)
        workspace.pool.run(own.rows, work: 8 * own.columns) { row in
            let (values, said) = (own.row(row), other.row(row))
            let list = lists.isEmpty ? nil : lists[row]
            for column in 0..<(list?.count ?? own.columns) {
                let token = list?.id(at: column) ?? Int32(column)
                values[column] += weight * min(0, said[Int(id(of: token, further[row]))])
            }
        }
    }
}

extension Vocabulary {
    /// The ids that another vocabulary has for the tokens of this one: the same for what is reserved, unknown for those
    /// that it lacks.
    func ids(in other: Vocabulary) -> [Int32] {
        (0..<Int32(count)).map { $0 < Int32(Self.reservedTokens.count) ? $0 : other.id(of: self[$0]) }
    }
}
