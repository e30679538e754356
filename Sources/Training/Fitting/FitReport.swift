/// What one epoch of `fit` came to.
public struct FitReport: Sendable, Hashable, Codable {
    /// The epoch, counted from 1 over all calls that share an optimiser.
    public var epoch: Int
    /// The mean loss over the epoch's steps, each before its update.
    public var loss: Double
    /// The metrics over the epoch's steps, in the order in which they were asked for.
    public var metrics: [Double]
    /// The validation data after the epoch.
    public var validation: Evaluation?
    /// Whether its validation was better than that of any epoch before it in this call.
    public var isBest: Bool
    /// The learning rate of the last step.
    public var learningRate: Double
    /// Seconds that the epoch took, validation aside.
    public var seconds: Double
    /// Steps of the epoch that changed no weight because the loss or a gradient was not finite.
    public var skippedSteps: Int
    /// Whether training ended with this epoch because too many steps in a row had a loss or a gradient that was not
    /// finite.
    public var hasDiverged: Bool
}

extension FitReport: CustomStringConvertible {
    /// One line, as a program may show it: `epoch 3: loss 0.01234, validation 0.01456, best so far, 0.42 s`.
    public var description: String {
        var parts = ["loss \(Self.figure(loss))"]
        if let validation { parts.append("validation \(Self.figure(validation.loss))") }
        if isBest { parts.append("best so far") }
        if skippedSteps > 0 {
            let steps = skippedSteps == 1 ? "1 step" : "\(skippedSteps) steps"
            parts.append("\(steps) skipped, as a loss or a gradient was not finite")
        }
        return "epoch \(epoch): \(parts.joined(separator: ", ")), \((seconds * 100).rounded() / 100) s"
    }

    private static func figure(_ value: Double) -> String {
        var size = 1.0
        // Four digits from the first that is not 0 on.
        while abs(value) * size < 999.5, value != 0, size < 1e12 { size *= 10 }
        return value.isFinite ? "\((value * size).rounded() / size)" : "\(value)"
    }
}

/// One step of `fit`.
public struct FitStep: Sendable, Hashable {
    /// The epoch, counted from 1 over all calls that share an optimiser.
    public var epoch: Int
    /// Steps of this epoch, this one included.
    public var step: Int
    /// Steps that an epoch has.
    public var stepsOfEpoch: Int
    /// The mean loss of its examples, before the update.
    public var loss: Double
    /// The learning rate.
    public var learningRate: Double
    /// Whether no weight was changed, because the loss or a gradient was not finite.
    public var isSkipped: Bool
    /// Which of the examples it was made of: where it was skipped, one of them may have a number that is not finite.
    public var examples: [Int]
}

/// What a pass over data came to.
public struct Evaluation: Sendable, Hashable, Codable {
    /// The mean loss of a vector, or of a step that is there.
    public var loss: Double
    /// The metrics, in the order in which they were asked for.
    public var metrics: [Double]
}
