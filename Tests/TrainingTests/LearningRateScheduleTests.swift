import Testing
import Seq2SeqTraining

struct LearningRateScheduleTests {
    private func rates(_ schedule: LearningRateSchedule, _ steps: [Int], plateaus: Int = 0) -> [Double] {
        steps.map { schedule.learningRate(step: $0, plateaus: plateaus) }
    }

    @Test(arguments: LearningRateSchedule.Course.allCases)
    func theWarmUpRisesEvenlyToTheFullRate(course: LearningRateSchedule.Course) {
        let schedule = LearningRateSchedule(course, learningRate: 0.4, warmupSteps: 4, plannedSteps: 100)
        #expect(rates(schedule, [1, 2, 3, 4]) == [0.1, 0.2, 0.4 * 3 / 4, 0.4])
    }

    @Test func constantStays() {
        let schedule = LearningRateSchedule(.constant, learningRate: 0.4, plannedSteps: 100)
        #expect(rates(schedule, [1, 50, 1000], plateaus: 3) == [0.4, 0.4, 0.4])
    }

    @Test func inverseSquareRootFallsFromTheEndOfTheWarmUp() {
        let schedule = LearningRateSchedule(.inverseSquareRoot, learningRate: 0.4, warmupSteps: 100, plannedSteps: 1000)
        #expect(rates(schedule, [100, 400, 900]) == [0.4, 0.2, 0.4 * (100.0 / 900).squareRoot()])
    }

    @Test func exponentialEndsAtAHundredth() {
        let schedule = LearningRateSchedule(.exponential, learningRate: 0.4, warmupSteps: 10, plannedSteps: 110)
        let found = rates(schedule, [10, 60, 110])
        #expect(found[0] == 0.4)
        #expect(abs(found[1] - 0.04) < 1e-15)
        #expect(abs(found[2] - 0.004) < 1e-15)
    }

    @Test func plateauHalvesForEachValidationThatBroughtNothing() {
        let schedule = LearningRateSchedule(.plateau, learningRate: 0.4, plannedSteps: 100)
        #expect(rates(schedule, [5], plateaus: 0) == [0.4])
        #expect(rates(schedule, [5], plateaus: 3) == [0.05])
    }
}
