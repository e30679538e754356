/// How a training ended.
public struct TrainingSummary: Sendable, Hashable {
    /// Why it ended.
    public enum Ending: String, Sendable, Codable {
        /// All steps were taken.
        case finished
        /// No validation was better for as many as the patience allows.
        case ranOutOfPatience = "patience"
        /// The receiver of the events asked to stop.
        case stopped
        /// Too many steps in a row had a loss or gradient that was not finite.
        case diverged
    }

    /// Why it ended.
    public var ending: Ending
    /// Optimiser steps taken.
    public var steps: Int
    /// Target tokens of those steps, end tokens included.
    public var targetTokens: Int
    /// Seconds spent in those steps alone.
    public var seconds: Double
    /// Target tokens a second over those steps.
    public var targetTokensPerSecond: Double { seconds > 0 ? Double(targetTokens) / seconds : 0 }
}
