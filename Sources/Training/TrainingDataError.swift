import Seq2SeqText

/// What makes pairs useless for training.
public enum TrainingDataError: Error, Hashable, Sendable {
    /// A side of a pair has no text. Validation pairs count on after the training pairs.
    case blankSide(index: Int, TextPair)
    /// The first sources are vectors of a size, but this one has others, or is a text. Validation pairs count on after
    /// the training pairs.
    case unequalVectors(index: Int, size: Int)
    /// A target has a tab, a line feed or a carriage return, which would tear a line of output. Validation pairs count
    /// on after the training pairs.
    case brokenTarget(index: Int, TextPair)
    /// All pairs were longer than the limit, or there were none.
    case nothingToTrainOn(pairs: Int, maximumLength: Int?)
    /// Every token of a side is too rare to have an id of its own, so there is nothing to learn.
    case everyTokenUnknown(side: CorpusFinding.Side, minimumCount: Int)
    /// The model that is gone on from, or the vocabulary that is given, has no token of a side.
    case everyTokenForeign(side: CorpusFinding.Side, goesOn: Bool)
    /// All pairs have the weight 0.
    case noWeight(pairs: Int)
    /// Pairs have tags, but the model that is gone on from reads none.
    case foreignTags
    /// Pairs have a second source, but the model that is gone on from reads none.
    case foreignSecondSource
    /// Weights that are to stay as they are get rows for new tokens, which would stay random.
    case frozenGrowth(weights: String, rows: Int)
    /// So few pairs would have to be repeated too often for replayed pairs to have this share.
    case unevenReplay(new: Int, replayed: Int, share: Double)
    /// The share that should be set aside is less than one pair.
    case nothingToValidateWith(pairs: Int, fraction: Double)
}

extension TrainingDataError: CustomStringConvertible {
    /// What was found, what was expected, and a hint.
    public var description: String {
        switch self {
        case .unequalVectors(let index, let size):
            size > 0
                ? "The source of the pair at index \(index) should be vectors of \(size) finite numbers like the others,"
                    + " and nothing beside them."
                : "The source of the pair at index \(index) has vectors without a number."
        case .blankSide(let index, let pair):
            "The pair at index \(index) has a blank \(pair.source.isBlank ? "source" : "target"). Both sides must hold text."
        case .brokenTarget(let index, let pair):
            "The target of the pair at index \(index), \(pair.target.debugDescription), has a tab, a line feed or a"
                + " carriage return. A target must be one line without tabs: replace them by spaces, or make more pairs."
        case .nothingToTrainOn(let pairs, let maximumLength):
            if let maximumLength, pairs > 0 {
                "All \(pairs) training pairs have a side of more than \(maximumLength) tokens. Allow longer ones."
            } else {
                "There is no pair to train on."
            }
        case .everyTokenUnknown(let side, let minimumCount):
            "Every \(side.rawValue) token is unknown: none comes \(minimumCount) times. Keep rarer ones, or cut texts into"
                + " smaller tokens."
        case .everyTokenForeign(let side, false):
            "What is given of tokens has no \(side.rawValue) token of these pairs. Give the vocabulary of such texts, and with"
                + " subwords the files of one model."
        case .noWeight(let pairs):
            "All \(pairs) training pairs have the weight 0, which leaves them out. Give those a weight that are to count."
        case .everyTokenForeign(let side, true):
            "The model that is gone on from knows no \(side.rawValue) token of these pairs. Extend its vocabulary, or check"
                + " that they are pairs of its kind."
        case .foreignTags:
            "The pairs have tags, but the model that is gone on from reads none. Leave them out, or train a model anew."
        case .foreignSecondSource:
            "The pairs have second sources, but the model that is gone on from reads none. Leave them out, or train a model"
                + " anew."
        case .frozenGrowth(let weights, let rows):
            "\(weights) is frozen, but \(rows) new tokens or tags get rows there, which would stay random. Freeze other parts,"
                + " or leave the vocabulary as it is."
        case .unevenReplay(let new, let replayed, let share):
            "With \(new) new pairs and \(replayed) replayed ones a share of \(share) would take too many repetitions. Ask for"
                + " a share nearer to \(Float(Double(replayed) / Double(new + replayed)))."
        case .nothingToValidateWith(let pairs, let fraction):
            "A share of \(fraction) of \(pairs) pairs is less than one pair. Set more aside to validate with."
        }
    }
}
