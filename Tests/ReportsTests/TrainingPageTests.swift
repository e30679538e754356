import Foundation
import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqReports
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

@Suite("Pages of a training")
struct TrainingPageTests {
    private static let hostile = ["<script>alert(1)</script>", "\"'&amp;", "\u{202E}abc", "שלום", "न\u{93F}"]

    private func data() throws -> TrainingData {
        let pairs = (0..<24).map { index in
            TextPair(
                source: "\(Self.hostile[index % 5]) \(Self.hostile[(index / 5 + 1) % 5])",
                target: Self.hostile[(index + 2) % 5])
        }
        return try TrainingData(
            training: pairs, validation: Array(pairs.prefix(7)),
            options: .init(sourceTokens: .words, targetTokens: .words))
    }

    private func trainer(_ data: TrainingData, steps: Int = 12, resuming checkpoint: TrainingCheckpoint? = nil) throws
        -> Trainer
    {
        var configuration = EncoderDecoder.Configuration(sourceVocabularySize: 0, targetVocabularySize: 0)
        (configuration.embedding, configuration.hidden, configuration.attention) = (8, 8, .dot)
        let model = data.model(configuration, seed: 1)
        let options = TrainingOptions(epochs: nil, steps: steps, batchSize: 8, learningRate: 0.05)
        let workspace = Workspace(threads: 1)
        guard let checkpoint else { return Trainer(model, on: data, options: options, workspace: workspace) }
        return try Trainer(model, resuming: checkpoint, on: data, options: options, workspace: workspace)
    }

    /// The page without what has no end tag in HTML, as XML.
    private func document(_ html: String) throws -> XMLText {
        let body = try #require(html.range(of: "<body>"))
        return try #require(XMLText(String(html[body.lowerBound...].replacing("</html>", with: ""))))
    }

    @Test func aPageTellsEverythingAndNeedsNothing() throws {
        let data = try data()
        var trainer = try trainer(data)
        var page = TrainingPage(trainer, on: data, title: "a <b> \u{202E}c")
        page.settings = [
            ReportedSetting(name: "--hidden", value: "8", origin: .given),
            ReportedSetting(name: "--epochs", value: nil, origin: .chosen(because: "the <steps> decide")),
            ReportedSetting(name: "--layers", value: "1", origin: .standard),
        ]
        page.findings = ["line 3 holds <b>"]
        page.command = TypedCommand.lines("seq2seq-train", ["--train", "a b.tsv", "--quiet", "--model", "it's"])
        var running: String?
        trainer.run { event in
            page.receive(event)
            if case .validation = event { running = page.html() }
            return .proceed
        }
        let html = page.html(ending: trainer.summary)
        #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"))
        for forbidden in ["<script", "src=", "url(", "@import", "http:", "https:", "\u{202E}"] {
            #expect(!html.contains(forbidden), "\(forbidden)")
        }
        let document = try document(html)
        #expect(
            document.texts("h2") == [
                "Curves", "Samples over the epochs", "Best and worst decoded pairs", "Errors by length", "Attention",
                "Data", "Settings", "To run it again",
            ])
        let texts = document.elements.map(\.text)
        for text in [
            "a <b> [U+202E]c", "finished", "12 of 12", "<script>alert(1)</script>", "line 3 holds <b>",
            "chosen: the <steps> decide", "given", "Loss per token", "Gradient norm", "Speed", "Learning rate",
            "seq2seq-train --train 'a b.tsv' \\\n    --quiet \\\n    --model 'it'\\''s'",
        ] { #expect(texts.contains(text), "\(text)") }
        #expect(document.elements.contains { $0.attributes["class"] == "attention" })
        #expect(document.elements.contains { $0.name == "mark" })
        #expect(!html.contains("http-equiv"))
        #expect(try #require(running).contains("<meta http-equiv=\"refresh\""))
    }

    @Test func theCurvesOfAResumedTrainingAreThoseOfTheWhole() throws {
        let data = try data()
        var first = try trainer(data, steps: 6)
        first.run()
        var second = try trainer(data, resuming: first.checkpoint)
        var page = TrainingPage(second, on: data, title: "resumed")
        // Nothing has been told yet, but the best model is known and so are its outputs.
        let before = page.html()
        #expect(before.contains("6 of 12") && before.contains("Worst"))
        second.run { event in
            page.receive(event)
            return .proceed
        }
        var whole = try trainer(data)
        var wholePage = TrainingPage(whole, on: data, title: "resumed")
        whole.run { event in
            wholePage.receive(event)
            return .proceed
        }
        func withoutTimes(_ html: String) throws -> [String] {
            let document = try document(html)
            // Speed and time are others each time.
            return document.elements.filter { ["line1", "line2"].contains($0.attributes["class"]) }
                .compactMap { $0.attributes["d"] }.dropLast() + document.texts("bdi")
        }
        let pages = (page.html(ending: second.summary), wholePage.html(ending: whole.summary))
        // The first training ended with a validation that the whole one makes too.
        #expect(try withoutTimes(pages.0) == withoutTimes(pages.1))
    }

    @Test func withoutValidationTheLatestModelIsShown() throws {
        let pairs = try data().trainingPairs
        let data = try TrainingData(training: pairs)
        var trainer = try trainer(data)
        var page = TrainingPage(trainer, on: data, title: "no validation")
        trainer.run { event in
            page.receive(event)
            return .proceed
        }
        let titles = try document(page.html(ending: trainer.summary)).texts("h2")
        #expect(titles == ["Curves", "Attention", "Data", "Settings"])
    }

    @Test func aTrainingThatDivergesHasAPage() throws {
        let data = try data()
        var trainer = try trainer(data)
        var page = TrainingPage(trainer, on: data, title: "bad")
        for step in 1...3 {
            page.receive(
                .skippedStep(
                    StepReport(
                        step: step, epoch: 1, progress: 0, lossPerToken: .nan, gradientNorm: .nan, learningRate: 1,
                        targetTokens: 5, seconds: 0)))
        }
        #expect(try document(page.html()).elements.contains { $0.text == "skipped steps" })
        trainer.run()
    }
}
