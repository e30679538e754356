import Seq2SeqSettings
import Seq2SeqText
import Testing

import Seq2SeqTraining

@Suite("Searching for settings")
struct TuningTests {
    @Test func aThirdGoesOnAfterThreeTimesAsManySteps() {
        let halving = SuccessiveHalving(trialCount: 12, stepsPerRung: 100, plannedSteps: 5700)
        #expect(halving.rungs == [100, 300, 900])
        #expect(halving.survivors(of: [3, 7, 0, 1, 2, 4, 5, 6, 8, 9, 10, 11]) == [0, 1, 3, 7])
        #expect(halving.survivors(of: [7, 3, 1, 0]) == [0, 3, 7])
        #expect(SuccessiveHalving(trialCount: 1, stepsPerRung: 100, plannedSteps: 5700).rungs.isEmpty)
        #expect(SuccessiveHalving(trialCount: 12, stepsPerRung: 900, plannedSteps: 300).rungs.isEmpty)
    }

    @Test func theFirstTrialAlwaysGoesOn() {
        let halving = SuccessiveHalving(trialCount: 6, stepsPerRung: 10, plannedSteps: 1000)
        #expect(halving.survivors(of: [5, 4, 3, 2, 1, 0]) == [0, 4, 5])
    }

    @Test func drawsAreTheSeedsAndStayAwayFromWhatIsGiven() throws {
        let pairs = TinyTraining.pairs(200)
        let plan = try TrainingPlan(training: pairs) { $0.training.learningRate = 0.004 }
        let search = SettingSearch(around: plan, seed: 3)
        let drawn = (0..<50).map { search.drawn(trial: $0).map { "\($0.name.stored) \($0.value)" } }
        #expect(drawn[0].isEmpty)
        #expect((0..<50).map { search.drawn(trial: $0).map { "\($0.name.stored) \($0.value)" } } == drawn)
        #expect(Set(drawn).count > 40)
        #expect(!drawn.joined().contains { $0.hasPrefix("learning_rate") })
        #expect(drawn.joined().contains { $0.hasPrefix("dropout") })
        // What is given moves nothing else.
        let free = SettingSearch(around: try TrainingPlan(training: pairs), seed: 3)
        for trial in 0..<50 {
            let rest = free.drawn(trial: trial).map { "\($0.name.stored) \($0.value)" }
                .filter { !$0.hasPrefix("learning_rate") }
            #expect(rest == drawn[trial])
        }
    }

    /// Every draw is settings that a training can have.
    @Test func everyDrawCanBeTrained() throws {
        let pairs = TinyTraining.pairs(100)
        let search = SettingSearch(around: try TrainingPlan(training: pairs), seed: 1)
        for trial in 0..<60 {
            let drawn = search.drawn(trial: trial)
            let plan = try TrainingPlan(training: pairs) { settings in
                for (name, value) in drawn {
                    let problem = TrainingSettings.table[name].read(value, &settings)
                    #expect(problem == nil)
                }
            }
            #expect(TrainingSettings.table.brokenRule(of: plan.settings) == nil)
        }
    }
}
