/// Which validated models a mean is made of.
public enum AveragedModels: String, Sendable, Hashable, CaseIterable {
    /// Those of the last validations.
    case last
    /// Those that were the best by the metric in use.
    case best
}
