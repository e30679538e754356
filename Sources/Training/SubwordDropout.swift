import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqText

/// Cuts the words of training pairs into other subwords in each epoch, by leaving out merges now and then (BPE dropout,
/// Provilkov et al. 2020), so that a model sees more of what words are made of.
///
/// What becomes of a pair depends on the seed, the epoch and the pair's index alone.
public struct SubwordDropout: Sendable {
    /// The pairs that are trained on.
    public let pairs: [TextPair]
    /// The probability that a merge is left out.
    public let rate: Double
    /// The seed that decides which merges are left out.
    public let seed: UInt64

    /// Dropout of merges for these pairs.
    public init(pairs: [TextPair], rate: Double, seed: UInt64) {
        require((0..<1).contains(rate), "A dropout rate must be from 0 up to but not 1, but is \(rate)")
        self.pairs = pairs
        self.rate = rate
        self.seed = seed
    }

    /// A pair as it is in an epoch, as ids of a model.
    public func pair(at index: Int, epoch: Int, for model: TranslationModel) -> EncodedPair {
        encoded(pairs[index], at: index, epoch: epoch, for: model)
    }

    /// The ids of a pair as it is in an epoch.
    func encoded(_ pair: TextPair, at index: Int, epoch: Int, for model: TranslationModel) -> EncodedPair {
        // No pair needs as many numbers as are between two.
        var random = RandomSource(
            seed: seed, stream: RandomStream.subwordDropout + UInt64(epoch), position: UInt64(index) << 32)
        if model.readsVectors {
            return model.encodedVectors(
                of: pair, model.targetTokenizer.tokens(of: pair.target, dropout: rate, using: &random))
        }
        let source = model.sourceTokenizer.tokens(of: pair.source, dropout: rate, using: &random)
        let target = model.targetTokenizer.tokens(of: pair.target, dropout: rate, using: &random)
        let second = model.secondSourceTokens(of: pair.secondSource)
        let cut =
            second.isEmpty
            ? second : model.sourceTokenizer.tokens(of: pair.secondSource, dropout: rate, using: &random)
        return model.encodedPair(source, target, tags: pair.tags, second: cut, weight: pair.weight)
    }
}
