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

    @Test func secondSources() throws {
        do {
            let pair = TextPair(source: "go", target: "going", secondSource: "went")
            #expect(pair.weight == 1 && pair.tags.isEmpty)
        }
        let pairs = [TextPair(source: "ganasare", target: "kanotaverant", secondSource: "kanoti")]
        let plan = try TrainingPlan(training: pairs)
        var trainer = Trainer(plan)
        trainer.run()
        let translator = Translator(trainer.bestModel)
        let text = SourceText("pelemere", secondSource: "mapeti")
        print(translator.hypotheses(of: [text])[0][0].text)
        #expect(translator.readsSecondSource)
    }

    @Test func quantizedModel() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appendingPathComponent("model.safetensors").path
        try begun().trainer.model.write(to: path)
        let small = directory.appendingPathComponent("small.safetensors").path
        let model = try TranslationModel(contentsOf: path)
        try model.quantized().write(to: small)
        print(Translator(try TranslationModel(contentsOf: small)).translate("535+61"))
        try FileManager.default.removeItem(at: directory)
    }

    @Test func wordVectors() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appendingPathComponent("letters.vec").path
        try Data("2 2\na 0.5 2\nß 1 1\n".utf8).write(to: URL(filePath: path))
        let plan = try TrainingPlan(training: [TextPair(source: "ab", target: "ba")]) { $0.model.embedding = 2 }
        let vocabulary = plan.data.sourceVocabulary
        do {
            let vectors = try WordVectors(contentsOf: path) { vocabulary.id(of: $0) != Vocabulary.unknown }
            print("\(vectors.words.count) of \(vectors.lineCount) words, \(vectors.dimension) numbers each")
        }
        let known = plan.data.sourceVocabulary
        let vectors = try WordVectors(contentsOf: path) { known.id(of: $0) != Vocabulary.unknown }
        var model = plan.model()
        let count = model.setSourceEmbeddings(vectors)
        #expect(count == 1)
        try FileManager.default.removeItem(at: directory)
    }

    @Test func parentModel() throws {
        let model = try begun().trainer.model
        let corrections = [TextPair(source: "xyz", target: "zyx")]
        var parent = ParentModel(model)
        parent.replayed = corpus.pairs
        let plan = try TrainingPlan(training: corrections, goingOnFrom: parent) { $0.training.timeLimit = 0.01 }
        var trainer = Trainer(plan)
        trainer.run()
        #expect(trainer.ending == .ranOutOfTime || trainer.ending == .finished)
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

    private func begun() throws -> (data: TrainingData, trainer: Trainer) {
        let data = try TrainingData(training: corpus.pairs, options: .init(validFraction: 0.05))
        let model = data.model(.init(embedding: 8, hidden: 8), seed: 1)
        return (data, Trainer(model, on: data, options: TrainingOptions(epochs: 2)))
    }

    @Test func history() throws {
        var trainer = try begun().trainer
        trainer.run()
        for interval in trainer.history.steps { print(interval.lastStep, interval.lossPerToken) }
        for report in trainer.history.validations { print(report.step, report.exactMatch) }
        #expect(trainer.history.validations.count == 2)
    }

    @Test func page() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        let (data, first) = try begun()
        var trainer = first
        var page = TrainingPage(trainer, on: data, title: "Sums")
        trainer.run { event in
            page.receive(event)
            return .proceed
        }
        try page.html(ending: trainer.summary).write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func tensorBoard() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        var trainer = try begun().trainer
        var board = try TensorBoardLog(at: path)
        try trainer.run { event in
            try board.receive(event)
            return .proceed
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 1)
        try FileManager.default.removeItem(atPath: path)
    }

    private let x = Examples.vectors((0..<40).map { [Float($0) / 40] })
    private let y = Examples.vectors((0..<40).map { [Float($0) / 20] })

    @Test func pageOfAFit() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        var model = try Sequential(input: .vectors(1)) { Dense(1) }
        var page = FitPage(title: "Sums", metrics: [.meanAbsoluteError])
        try model.fit(x, y, metrics: [.meanAbsoluteError], epochs: 20) { report in
            page.receive(report)
            return .proceed
        }
        try page.html().write(toFile: path, atomically: true, encoding: .utf8)
        #expect(page.html().contains("meanAbsoluteError"))
    }

    @Test func tensorBoardOfAFit() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        var model = try Sequential(input: .vectors(1)) { Dense(1) }
        let options = FitOptions { ($0.epochs, $0.validationShare) = (3, 0.25) }
        var board = try TensorBoardLog(at: path, ofFitWithCheckpoint: "fit.checkpoint")
        try model.fit(x, y, options: options) { report, _ in
            do { try board.receive(report) } catch { return .stop }
            return .proceed
        } steps: { step in
            do { try board.receive(step) } catch { return .stop }
            return .proceed
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: path).count == 1)
        try FileManager.default.removeItem(atPath: path)
    }
}
