import Foundation

/// A loss over target tokens in nats: always a sum with its count, never a hidden mean.
///
/// Of a model without tokens it counts the vectors, or the steps that are there, and may be an error instead of nats.
public struct Loss: Sendable, Equatable {
    /// The sum over all target tokens, end tokens included.
    public private(set) var sum: Double
    /// How many target tokens that is.
    public private(set) var tokenCount: Int

    /// A loss that was summed over this number of tokens.
    public init(sum: Double = 0, tokenCount: Int = 0) {
        self.sum = sum
        self.tokenCount = tokenCount
    }

    /// The mean over the tokens, in nats.
    public var perToken: Double { tokenCount == 0 ? 0 : sum / Double(tokenCount) }

    /// The exponential of the loss per token: how many equally likely tokens would be as hard to guess.
    public var perplexity: Double { exp(perToken) }

    /// Adds the loss of other tokens.
    public mutating func add(_ other: Loss) {
        sum += other.sum
        tokenCount += other.tokenCount
    }
}
