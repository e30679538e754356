import Seq2SeqSettings
import Seq2SeqTensors

/// How the learning rate changes from step to step.
public struct LearningRateSchedule: Sendable, Hashable {
    /// How the rate changes after the warm-up.
    public enum Course: String, Sendable, Codable, CaseIterable {
        /// The same rate to the end.
        case constant
        /// The rate falls with the square root of the steps, from the last step of the warm-up on (Vaswani et al. 2017,
        /// section 5.3).
        case inverseSquareRoot = "inverse-sqrt"
        /// The rate falls by the same share every step, to a hundredth of the full rate at the last planned step.
        case exponential
        /// The rate is halved after every validation that brought no better model.
        case plateau
    }

    /// How the rate changes after the warm-up.
    public let course: Course
    /// The full rate, which the warm-up leads to.
    public let learningRate: Double
    /// Steps over which the rate rises evenly to the full one.
    public let warmupSteps: Int
    /// Steps of the whole training, on which an exponential course depends.
    public let plannedSteps: Int

    private static let lastShareOfExponential = 0.01

    /// A schedule; steps count from 1.
    public init(_ course: Course, learningRate: Double, warmupSteps: Int = 0, plannedSteps: Int) {
        require(learningRate > 0, "The learning rate must be positive, but is \(learningRate)")
        require(warmupSteps >= 0, "The steps of the warm-up must not be negative, but are \(warmupSteps)")
        require(plannedSteps >= 0, "The steps of a training must not be negative, but are \(plannedSteps)")
        self.course = course
        self.learningRate = learningRate
        self.warmupSteps = warmupSteps
        self.plannedSteps = plannedSteps
    }

    /// The rate of a step.
    ///
    /// - Parameters:
    ///   - step: counted from 1.
    ///   - plateaus: validations so far that brought no better model.
    public func learningRate(step: Int, plateaus: Int) -> Double {
        // A rate that is halved a thousand times is still above zero.
        max(.leastNonzeroMagnitude, unboundedRate(step: step, plateaus: plateaus))
    }

    private func unboundedRate(step: Int, plateaus: Int) -> Double {
        if step <= warmupSteps { return learningRate * Double(step) / Double(warmupSteps) }
        switch course {
        case .constant: return learningRate
        case .inverseSquareRoot: return learningRate * (Double(max(warmupSteps, 1)) / Double(step)).squareRoot()
        case .exponential:
            let share = Double(step - warmupSteps) / Double(max(1, plannedSteps - warmupSteps))
            return learningRate * PortableMath.power(Self.lastShareOfExponential, share)
        case .plateau: return learningRate / Double(sign: .plus, exponent: plateaus, significand: 1)
        }
    }
}
