import Seq2SeqModels
import Seq2SeqTensors

extension Trainer {
    /// What the options make of the loss of a step and of its gradient.
    func regularization(step: Int) -> Regularization {
        let sampling = SamplingSchedule(
            options.scheduledSamplingDecay, probability: options.scheduledSampling, plannedSteps: plannedSteps)
        return Regularization(
            dropout: options.dropout > 0
                ? StepDropout(rate: Float(options.dropout), seed: options.seed, step: step) : nil,
            isVariational: options.variationalDropout, labelSmoothing: Float(options.labelSmoothing),
            scheduledSampling: options.scheduledSampling > 0
                ? ScheduledSampling(
                    probability: sampling.probability(step: step), seed: options.seed, step: step) : nil,
            coverageLoss: Float(options.coverageLoss),
            outputSampling: options.softmaxSamples.map { OutputSampling(count: $0, seed: options.seed, step: step) })
    }
}
