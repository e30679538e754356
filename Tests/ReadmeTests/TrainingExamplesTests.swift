import Foundation
import Seq2Seq
import Testing

/// The examples in the documentation of what trains: each stands here as it stands there.
struct TrainingExamplesTests {
    private var corpus: (pairs: [TextPair], skipped: Int) { (Array(ToyTask.copy.pairs(seed: 1).prefix(64)), 0) }

    @Test func trainer() throws {
        let data = try TrainingData(training: corpus.pairs, options: .init(validFraction: 0.05))
        var trainer = Trainer(data.model(.init(embedding: 32, hidden: 128), seed: 1), on: data)
        let summary = trainer.run { event in
            if case .validation(let report, _) = event { print(report.exactMatch) }
            return .proceed
        }
        print(summary.ending, Translator(trainer.bestModel).translate("535+61"))
        #expect(summary.ending == .finished)
    }

    @Test func trainingPlan() throws {
        let plan = try TrainingPlan(training: corpus.pairs) { $0.training.epochs = 5 }
        for choice in plan.choices { print(choice.name, choice.value ?? "-", choice.origin) }
        var trainer = Trainer(plan)
        trainer.run()
        #expect(plan.settings.training.epochs == 5 && trainer.ending == .finished)
    }

    @Test func trainerFromEventToEvent() throws {
        let data = try TrainingData(training: corpus.pairs, options: .init(validFraction: 0.05))
        var trainer = Trainer(
            data.model(.init(embedding: 8, hidden: 8), seed: 1), on: data, options: TrainingOptions(epochs: 2))
        while let event = trainer.next() {
            if case .step(let step) = event { print(step.step, step.lossPerToken) }
            if case .validation(let report, _) = event, report.exactMatch > 0.99 { break }
        }
        print(trainer.summary.ending, trainer.summary.steps)
        #expect(trainer.ending == .finished)
    }
}
