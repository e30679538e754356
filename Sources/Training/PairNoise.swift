import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqText

/// What becomes of training pairs anew in each epoch, so that a model gets used to typing errors and to words that it
/// does not know.
///
/// What becomes of a pair depends on the seed, the epoch and the pair's index alone.
package struct PairNoise: Sendable {
    let pairs: [TextPair]
    /// The probability that a letter of a source is changed.
    var sourceNoise = 0.0
    /// The probability that a source token is read as unknown.
    var sourceWordDropout = 0.0
    /// The probability that the decoder reads a target token as unknown.
    var targetWordDropout = 0.0
    /// The probability that a merge of subwords is left out.
    var subwordDropout = 0.0
    let seed: UInt64

    init(_ dropout: SubwordDropout) {
        (pairs, seed) = (dropout.pairs, dropout.seed)
        subwordDropout = dropout.rate
    }

    /// Nil if nothing becomes of the pairs.
    package init?(_ pairs: [TextPair], _ options: TrainingData.Options) {
        (self.pairs, seed) = (pairs, options.seed)
        sourceNoise = options.sourceNoise
        sourceWordDropout = options.sourceWordDropout
        targetWordDropout = options.targetWordDropout
        subwordDropout = options.subwordDropout
        guard [sourceNoise, sourceWordDropout, targetWordDropout, subwordDropout].contains(where: { $0 > 0 }) else {
            return nil
        }
    }

    /// A pair as it is in an epoch, as ids of a model.
    ///
    /// - Parameter encoded: the pair as it is without noise.
    package func pair(at index: Int, epoch: Int, for model: TranslationModel, _ encoded: EncodedPair) -> EncodedPair {
        var pair = encoded
        if sourceNoise > 0 || subwordDropout > 0 {
            var text = pairs[index]
            if sourceNoise > 0 {
                var random = random(RandomStream.sourceNoise, index, epoch)
                text.source = noised(text.source, using: &random)
            }
            let dropout = SubwordDropout(pairs: [], rate: subwordDropout, seed: seed)
            pair = dropout.encoded(text, at: index, epoch: epoch, for: model)
        }
        if sourceWordDropout > 0 {
            var random = random(RandomStream.sourceWordDropout, index, epoch)
            // What it is can still be copied.
            pair.source = pair.source.map { Double(random.nextUnit()) < sourceWordDropout ? Vocabulary.unknown : $0 }
        }
        return pair
    }

    /// A batch whose decoder reads some of the target's tokens as unknown; what it should say stays (Bowman et al. 2016,
    /// section 3.2).
    ///
    /// - Parameter indices: of the batch's pairs.
    package func reading(_ batch: Batch, of indices: [Int], epoch: Int) -> Batch {
        guard targetWordDropout > 0 else { return batch }
        var dropped: [(pair: Int, time: Int, id: Int32)] = []
        for (place, index) in indices.enumerated() {
            var random = random(RandomStream.targetWordDropout, index, epoch)
            for time in 1..<max(1, batch.targetInput.lengths[place])
            where Double(random.nextUnit()) < targetWordDropout {
                dropped.append((place, time, Vocabulary.unknown))
            }
        }
        return batch.reading(dropped)
    }

    /// A text of which some letters are left out, doubled, exchanged with the next, or replaced by others of the text, as
    /// typing does it (Belinkov and Bisk 2018). White space and tags stay, and so does a text that would be blank.
    private func noised(_ text: String, using random: inout RandomSource) -> String {
        var letters = TaggedCharacters.tokens(of: text)
        func isLetter(_ index: Int) -> Bool {
            index < letters.count && letters[index].count == 1 && !letters[index].isBlank
        }
        let all = letters.indices.filter(isLetter)
        for index in all where Double(random.nextUnit()) < sourceNoise {
            switch random.next(below: 4) {
            case 0: letters[index] = ""
            case 1: letters[index] += letters[index]
            case 2 where isLetter(index + 1): letters.swapAt(index, index + 1)
            default: letters[index] = letters[all[random.next(below: all.count)]]
            }
        }
        let noised = letters.joined()
        return noised.isBlank ? text : noised
    }

    /// No pair needs as many numbers as are between two.
    private func random(_ stream: UInt64, _ index: Int, _ epoch: Int) -> RandomSource {
        RandomSource(seed: seed, stream: stream + UInt64(epoch), position: UInt64(index) << 32)
    }
}
