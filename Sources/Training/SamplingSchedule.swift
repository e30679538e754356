import Seq2SeqSettings
import Seq2SeqTensors

/// How likely it is from step to step that the decoder reads its own token instead of the reference (Bengio et al.
/// 2015, section 2.4, where ε is the probability of the reference).
public struct SamplingSchedule: Sendable, Hashable {
    /// How the probability of the reference decays.
    public enum Decay: String, Sendable, Codable, CaseIterable {
        /// It does not: it is the last one from the start.
        case fixed
        /// Evenly, from 1 at the first step to the last one at the last planned step.
        case linear
        /// By the paper's `k / (k + exp(i / k))`, with the k that has it halfway at half of the planned steps.
        case inverseSigmoid = "inverse-sigmoid"
    }

    /// How the probability of the reference decays.
    public let decay: Decay
    /// The probability in the end that the decoder reads its own token.
    public let probability: Double
    /// Steps of the whole training.
    public let plannedSteps: Int

    /// The paper's k.
    private let constant: Double

    /// A schedule; steps count from 1.
    public init(_ decay: Decay, probability: Double, plannedSteps: Int) {
        require((0...1).contains(probability), "A probability must be from 0 to 1, but is \(probability)")
        self.decay = decay
        self.probability = probability
        self.plannedSteps = plannedSteps
        // Halfway, exp(i / k) = k, so k ln k = i; Newton's method finds it.
        let half = Double(plannedSteps) / 2
        var k = max(2, half)
        for _ in 0..<60 { k = max(1, (k + half) / (1 + PortableMath.logarithm(k))) }
        constant = k
    }

    /// The probability at a step that the decoder reads its own token.
    public func probability(step: Int) -> Double {
        switch decay {
        case .fixed: return probability
        case .linear: return probability * min(1, Double(step - 1) / Double(max(1, plannedSteps - 1)))
        case .inverseSigmoid:
            let exponent = (Double(plannedSteps) / 2 - Double(step)) / constant
            return probability / (1 + PortableMath.exponential(min(exponent, 700)))
        }
    }
}
