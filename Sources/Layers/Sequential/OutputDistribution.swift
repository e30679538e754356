/// What a model says of each number that it writes.
public enum OutputDistribution: Sendable, Hashable {
    /// The number alone.
    case point
    /// The mean and the deviation of a normal distribution. The deviation is `softplus(s) + 0.0001` of what the output
    /// layer gives, as in DeepAR (Salinas et al. 2020, section 3.1).
    case gaussian
    /// The numbers below which it is with these probabilities, ascending, 0.5 among them: that one stands for the number
    /// where one is asked for (Koenker and Bassett 1978).
    case quantiles([Double])

    /// What is added to each deviation.
    package static let leastDeviation: Float = 1e-4

    /// How many columns of the output layer a number takes.
    package var width: Int {
        switch self {
        case .point: 1
        case .gaussian: 2
        case .quantiles(let shares): shares.count
        }
    }

    /// The column of a number that stands for it.
    package var centre: Int {
        switch self {
        case .point, .gaussian: 0
        case .quantiles(let shares): shares.firstIndex(of: 0.5) ?? 0
        }
    }
}

extension OutputDistribution: CustomStringConvertible {
    /// `point`, `gaussian`, or the shares with commas between them, as a model file has it.
    public var description: String {
        switch self {
        case .point: "point"
        case .gaussian: "gaussian"
        case .quantiles(let shares): shares.map { "\($0)" }.joined(separator: ",")
        }
    }

    /// The distribution of a description; nil if it is none.
    package init?(_ description: String) {
        switch description {
        case "point": self = .point
        case "gaussian": self = .gaussian
        default:
            let shares = description.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
            guard !shares.contains(nil) else { return nil }
            self = .quantiles(shares.compactMap(\.self))
        }
    }

    /// Whether there is such a distribution.
    package var isPossible: Bool {
        guard case .quantiles(let shares) = self else { return true }
        return shares.contains(0.5) && shares.allSatisfy { 0 < $0 && $0 < 1 }
            && zip(shares, shares.dropFirst()).allSatisfy { $0 < $1 }
    }
}
