/// Why models cannot decide together. Models are named by their numbers, counted from 1.
public enum EnsembleError: Error, Equatable, Sendable {
    /// A model's target vocabulary is not the first model's: they differ first at an id.
    case differentTargetVocabularies(model: Int, counts: [Int], firstDifference: Int)
    /// A model cuts sources or targets into other tokens than the first model.
    case differentTokenizations(model: Int)
}

extension EnsembleError: CustomStringConvertible {
    /// What is wrong, in a sentence.
    public var description: String {
        switch self {
        case .differentTargetVocabularies(let model, let counts, let difference):
            "Models 1 and \(model) cannot decide together: their target vocabularies, of \(counts[0]) and \(counts[1])"
                + " tokens, differ from id \(difference) on. Train them with the same target tokens and data."
        case .differentTokenizations(let model):
            "Models 1 and \(model) cannot decide together: they cut texts into different tokens. Train them with the"
                + " same '--tokens', '--lowercase' and '--normalization', and subwords with the same pairs."
        }
    }
}
