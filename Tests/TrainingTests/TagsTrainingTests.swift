import Foundation
import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Models that read tags beside sources.
@Suite("Training: tags")
struct TagsTrainingTests {
    private static let endings = ["PST": "ti", "FUT": "ro", "PRS": ""]

    /// Words of two or three syllables, each to one of its forms.
    private static func pairs(_ count: Int, seed: UInt64) -> [TextPair] {
        var random = RandomSource(seed: seed)
        let syllables = ["ka", "te", "mi", "lo", "su", "ne"]
        return (0..<count).map { _ in
            let word = (0..<random.next(in: 2...3)).map { _ in syllables[random.next(below: 6)] }.joined()
            let tense = ["PST", "FUT", "PRS"][random.next(below: 3)]
            let isPlural = random.next(below: 2) == 0
            return TextPair(
                source: word, target: word + (endings[tense] ?? "") + (isPlural ? "s" : ""),
                tags: "V; \(tense)" + (isPlural ? ";PL" : ""))
        }
    }

    private static let configuration: EncoderDecoder.Configuration = {
        var configuration = EncoderDecoder.Configuration(embedding: 16, hidden: 32)
        (configuration.attention, configuration.bidirectional, configuration.copy) = (.general, true, true)
        return configuration
    }()

    private static let data = Result {
        try TrainingData(training: pairs(300, seed: 1), validation: pairs(40, seed: 2))
    }

    /// A trained model.
    private static let trained = Result {
        var trainer = Trainer(
            try data.get().model(configuration, seed: 1), on: try data.get(),
            options: TrainingOptions(epochs: 20, batchSize: 16, learningRate: 0.01), workspace: Workspace(threads: 1))
        trainer.run()
        return trainer.bestModel
    }

    private static func texts(_ pairs: [TextPair]) -> [SourceText] {
        pairs.enumerated().map { SourceText($1.source, tags: $1.tags, line: $0 + 1) }
    }

    @Test func formsAreLearntFromTags() throws {
        let model = try Self.trained.get()
        #expect(model.tagVocabulary?.tokens.dropFirst(4).sorted() == ["FUT", "PL", "PRS", "PST", "V"])
        let test = Self.pairs(100, seed: 3)
        var translator = Translator(model, threads: 1)
        let greedy = translator.hypotheses(of: Self.texts(test)).map { $0[0].text }
        #expect(zip(greedy, test).count { $0 == $1.target } >= 90)
        translator.search.beamWidth = 4
        let beam = translator.hypotheses(of: Self.texts(test)).map { $0[0].text }
        #expect(zip(beam, test).count { $0 == $1.target } >= 90)
        #expect(translator.translate("kate") == translator.hypotheses(of: [SourceText("kate", tags: "X;Y")])[0][0].text)
        let scores = translator.logProbabilities(of: [
            test[0], TextPair(source: test[0].source, target: test[0].target),
        ])
        #expect(scores[0] > scores[1])
        let ensemble = try Translator([model, model], threads: 1).hypotheses(of: Self.texts(test)).map { $0[0].text }
        #expect(ensemble == greedy)
        let rounded = Translator(model.quantized(threads: 1), threads: 1).hypotheses(of: Self.texts(test))
        #expect(zip(rounded, test).count { $0[0].text == $1.target } >= 85)
        let untagged = Translator(model.quantized(threads: 1), threads: 1).translate("kate")
        #expect(!untagged.isEmpty)
    }

    @Test func aSourceWithTagsHasTheSameOutputAloneAndInAnyBatch() throws {
        let texts = Self.texts(Self.pairs(50, seed: 4)) + [SourceText("kami"), SourceText(" ", tags: "V")]
        var translator = Translator(try Self.trained.get(), threads: 2)
        translator.search.beamWidth = 3
        let together = translator.hypotheses(of: texts)
        translator.batchSize = 7
        #expect(translator.hypotheses(of: texts) == together)
        translator.threads = 1
        for (text, expected) in zip(texts, together) { #expect(translator.hypotheses(of: [text])[0] == expected) }
    }

    @Test func aModelFileHoldsTheTags() throws {
        let model = try Self.trained.get()
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        let text = SourceText("sune", tags: "V;PST")
        let expected = Translator(model, threads: 1).hypotheses(of: [text])
        try model.write(to: path)
        let read = try TranslationModel(contentsOf: path)
        #expect(read.tagVocabulary == model.tagVocabulary)
        #expect(Translator(read, threads: 1).hypotheses(of: [text]) == expected)
        let rounded = model.quantized(threads: 1)
        try rounded.write(to: path)
        #expect(
            Translator(try TranslationModel(contentsOf: path), threads: 1).hypotheses(of: [text])
                == Translator(rounded, threads: 1).hypotheses(of: [text]))
    }

    @Test func trainingHasTheSameBitsAtAnyThreadCountAndResumed() throws {
        let data = try Self.data.get()
        let options = TrainingOptions(epochs: 2, batchSize: 32)
        let model = data.model(Self.configuration, seed: 1)
        var whole = Trainer(model, on: data, options: options, workspace: Workspace(threads: 2))
        whole.run()
        var part = Trainer(model, on: data, options: options, workspace: Workspace(threads: 1))
        for _ in 0..<5 { _ = part.next() }
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        try part.checkpoint.write(to: path)
        var rest = try Trainer(
            model, resuming: TrainingCheckpoint(contentsOf: path), on: data, options: options,
            workspace: Workspace(threads: 1))
        rest.run()
        #expect(TinyTraining.bits(rest.model) == TinyTraining.bits(whole.model))
        let untagged = try TrainingData(
            training: Self.pairs(300, seed: 1).map { TextPair(source: $0.source, target: $0.target) },
            validation: data.validation)
        #expect(throws: CheckpointError.otherData) {
            try Trainer(
                untagged.model(Self.configuration, seed: 1), resuming: part.checkpoint, on: untagged, options: options)
        }
    }

    @Test func whatIsGoneOnFromKeepsItsTagsAndMayLearnMore() throws {
        let parent = ParentModel(try Self.trained.get())
        let pairs = Self.pairs(20, seed: 5) + [TextPair(source: "kate", target: "katex", tags: "V;NEW")]
        let kept = try TrainingPlan(training: pairs, goingOnFrom: parent)
        #expect(kept.data.tagVocabulary == parent.model.tagVocabulary)
        let grown = try TrainingPlan(training: pairs, goingOnFrom: parent) { $0.data.vocabularyGrowth = .extend }
        #expect(grown.data.tagVocabulary?.tokens.last == "NEW")
        let model = grown.model()
        let text = SourceText("sulo", tags: "V;FUT;PL")
        #expect(
            Translator(model, threads: 1).hypotheses(of: [text])[0][0].text
                == Translator(parent.model, threads: 1).hypotheses(of: [text])[0][0].text)
        let plain = ParentModel(try TinyTraining.data().model(TinyTraining.configuration(), seed: 1))
        #expect(throws: TrainingDataError.foreignTags) { try TrainingPlan(training: pairs, goingOnFrom: plain) }
    }

    @Test func blankTagsAreNone() throws {
        let pairs = Self.pairs(50, seed: 1).map { TextPair(source: $0.source, target: $0.target, tags: " ; ;") }
        #expect(try TrainingData(training: pairs).tagVocabulary == nil)
    }
}
