import Foundation
import Testing
import Seq2SeqTraining

struct SamplingScheduleTests {
    @Test func aFixedProbabilityStaysAndALinearOneRisesEvenly() {
        let fixed = SamplingSchedule(.fixed, probability: 0.3, plannedSteps: 11)
        let linear = SamplingSchedule(.linear, probability: 0.5, plannedSteps: 11)
        for step in 1...11 {
            #expect(fixed.probability(step: step) == 0.3)
            #expect(abs(linear.probability(step: step) - 0.05 * Double(step - 1)) < 1e-12)
        }
        #expect(linear.probability(step: 12) == 0.5)
    }

    @Test(arguments: [1, 2, 10, 1000, 200_000])
    func anInverseSigmoidIsThePapers(plannedSteps: Int) {
        let schedule = SamplingSchedule(.inverseSigmoid, probability: 1, plannedSteps: plannedSteps)
        // Of k / (k + exp(i / k)), with k from bisection of k ln k = n / 2.
        var (low, high) = (1.0, 1e6)
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle * log(middle) < Double(plannedSteps) / 2 { low = middle } else { high = middle }
        }
        for step in Set([1, plannedSteps / 4 + 1, plannedSteps / 2 + 1, plannedSteps]) {
            let reference = low / (low + exp(Double(step) / low))
            #expect(abs(schedule.probability(step: step) - (1 - reference)) < 1e-9)
        }
        #expect(abs(schedule.probability(step: plannedSteps / 2) - 0.5) < 0.1)
    }

    @Test func aTrainingOfOneStepHasAProbability() {
        for decay in SamplingSchedule.Decay.allCases {
            let schedule = SamplingSchedule(decay, probability: 0.4, plannedSteps: 1)
            #expect((0...0.4).contains(schedule.probability(step: 1)))
        }
    }
}
