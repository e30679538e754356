/// In which order the tokens of a text follow one another.
public enum TokenOrder: String, CaseIterable, Sendable {
    /// From the first to the last, as they are read.
    case leftToRight = "left-to-right"
    /// From the last to the first: a model then says the end of a text first (Liu et al. 2016).
    case rightToLeft = "right-to-left"

    /// Tokens in the other order if this is from right to left; so it leads both ways.
    func turned(_ tokens: [String]) -> [String] { self == .leftToRight ? tokens : tokens.reversed() }
}
