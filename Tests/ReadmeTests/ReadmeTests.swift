import Foundation
import Seq2Seq
import Seq2SeqBench
import Testing

/// The code of the README and of the catalogue's pages does what it says; that it compiles is for `DocumentedCodeTests`.
struct ReadmeTests {
    @Test func noSnippetOfAShapeHasMoreThanSixLines() throws {
        let snippets = try DocumentedCode.blocks(ofFile: "\(Documentation.catalogue)/FiveShapes.md").map(\.code)
        #expect(snippets.count == 11)
        for snippet in snippets { #expect(snippet.split(separator: "\n").count <= 6, "\(snippet)") }
    }

    @Test func trainingSavingAndDecoding() throws {
        let pairs = ToyTask.copy.pairs(seed: 1).prefix(500)
        let corpus = (pairs: Array(pairs), 0)
        let data = try TrainingData(training: corpus.pairs, options: .init(validFraction: 0.05))
        let model = data.model(.init(embedding: 32, hidden: 128), seed: 1)
        var trainer = Trainer(model, on: data, options: TrainingOptions(epochs: 5, learningRate: 0.004))
        trainer.run { event in
            if case .validation(let report, _) = event { print(report.exactMatch) }
            return .proceed
        }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        try trainer.bestModel.write(to: path)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let read = try TranslationModel(contentsOf: path)
        #expect(Translator(read).translate("abc") == Translator(trainer.bestModel).translate("abc"))
    }

    @Test func searchingWithATranslator() async throws {
        let pairs = Array(ToyTask.copy.pairs(seed: 1).prefix(64))
        let model = try TrainingData(training: pairs).model(.init(embedding: 8, hidden: 16), seed: 1)
        let text = pairs[0].source
        let lines = AsyncStream<String> { stream in
            stream.yield(text)
            stream.finish()
        }
        var translator = Translator(model)
        translator.search = SearchOptions(beamWidth: 5, lengthPenalty: .gnmt(alpha: 0.6))
        translator.onStep = { step, scores in if step.tokens.count < 2 { scores[5] = -.infinity } }
        let five = translator.translations(text, count: 5)
        for await line in translator.translations(ofLines: lines) { print(line.number, line.text) }
        #expect(Set(five.map(\.tokens)).count == 5)
    }

    @Test func theTrainingLoopByHand() throws {
        let data = try TrainingData(training: Array(ToyTask.copy.pairs(seed: 1).prefix(64)))
        var model = data.model(.init(embedding: 8, hidden: 16), seed: 1)
        let pairs = data.training
        let before = model.network.loss(for: Batch(pairs), on: Workspace()).perToken
        let workspace = Workspace()
        var optimizer = Optimizer(.adam, learningRate: 0.001, clipNorm: 5)
        let (loss, gradients) = model.network.lossAndGradients(for: Batch(pairs), on: workspace)
        optimizer.update(&model.network.parameters, along: gradients, on: workspace)
        #expect(loss.perToken == before)
        #expect(model.network.loss(for: Batch(pairs), on: workspace).perToken < before)
    }
}
