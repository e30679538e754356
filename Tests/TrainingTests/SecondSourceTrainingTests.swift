import Foundation
import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Models that read a second source beside the source.
@Suite("Training: second sources")
struct SecondSourceTrainingTests {
    private static let endings = ["are": "v", "ere": "s", "ire": "x"]

    /// Of verbs an infinitive, whose ending tells that of the target, and as a second source the stem of the target. Every
    /// eighth verb has none; then the target is its infinitive's vowel.
    private static func pairs(_ count: Int, seed: UInt64) -> [TextPair] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { index in
            let class_ = ["are", "ere", "ire"][random.next(below: 3)]
            let stem = ["k", "t", "m"][random.next(below: 3)] + class_
            let other = (0..<2).map { _ in ["ka", "te", "mi", "lo"][random.next(below: 4)] }.joined()
            return index % 8 == 7
                ? TextPair(source: stem, target: String(class_.prefix(1)), secondSource: " ")
                : TextPair(source: stem, target: other + (endings[class_] ?? ""), secondSource: other)
        }
    }

    private static let configuration: EncoderDecoder.Configuration = {
        var configuration = EncoderDecoder.Configuration(embedding: 16, hidden: 32)
        (configuration.attention, configuration.bidirectional) = (.general, true)
        return configuration
    }()

    private static let data = Result {
        try TrainingData(training: pairs(300, seed: 1), validation: pairs(40, seed: 2))
    }

    /// A trained model.
    private static let trained = Result {
        var trainer = Trainer(
            try data.get().model(configuration, seed: 1), on: try data.get(),
            options: TrainingOptions(epochs: 12, batchSize: 16, learningRate: 0.01), workspace: Workspace(threads: 1))
        trainer.run()
        return trainer.bestModel
    }

    private static func texts(_ pairs: [TextPair]) -> [SourceText] {
        pairs.enumerated().map { SourceText($1.source, secondSource: $1.secondSource, line: $0 + 1) }
    }

    @Test func whatNeedsBothSourcesIsLearnt() throws {
        let model = try Self.trained.get()
        #expect(model.readsSecondSource)
        // Both have one vocabulary.
        #expect(Set("kateloirm").isSubset(of: Set(model.sourceVocabulary.tokens.dropFirst(4).joined())))
        let test = Self.pairs(100, seed: 3)
        var translator = Translator(model, threads: 1)
        let greedy = translator.hypotheses(of: Self.texts(test)).map { $0[0] }
        #expect(zip(greedy, test).count { $0.text == $1.target } >= 95)
        #expect(greedy[0].secondSourceTokens.joined() == test[0].secondSource && greedy[7].secondSourceTokens.isEmpty)
        translator.search.beamWidth = 4
        let beam = translator.hypotheses(of: Self.texts(test)).map { $0[0].text }
        #expect(zip(beam, test).count { $0 == $1.target } >= 95)
        let scores = translator.logProbabilities(of: [
            test[0], TextPair(source: test[0].source, target: test[0].target, secondSource: "lolo"),
        ])
        #expect(scores[0] > scores[1])
        #expect(translator.scoredTargets(of: [test[0]])[0].logProbability == scores[0])
        let ensemble = try Translator([model, model], threads: 1).hypotheses(of: Self.texts(test)).map { $0[0].text }
        #expect(ensemble == greedy.map(\.text))
        let rounded = Translator(model.quantized(threads: 1), threads: 1).hypotheses(of: Self.texts(test))
        #expect(zip(rounded, test).count { $0[0].text == $1.target } >= 90)
    }

    @Test func aSourceHasTheSameOutputAloneAndInAnyBatch() throws {
        let texts =
            Self.texts(Self.pairs(50, seed: 4)) + [SourceText("kare"), SourceText(" ", secondSource: "kate")]
        for precision in [Precision.float32, .int8] {
            var translator = Translator(try Self.trained.get(), threads: 2, precision: precision)
            translator.search.beamWidth = 3
            let together = translator.hypotheses(of: texts)
            #expect(together.last?[0].text == "")
            translator.batchSize = 7
            #expect(translator.hypotheses(of: texts) == together)
            translator.threads = 1
            for (text, expected) in zip(texts, together) { #expect(translator.hypotheses(of: [text])[0] == expected) }
        }
    }

    @Test func aModelFileTellsThatThereIsASecondSource() throws {
        let model = try Self.trained.get()
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { unlink(path) }
        let text = SourceText("mire", secondSource: "kalo")
        for model in [model, model.quantized(threads: 1)] {
            let expected = Translator(model, threads: 1).hypotheses(of: [text])
            try model.write(to: path)
            let read = try TranslationModel(contentsOf: path)
            #expect(read.readsSecondSource)
            #expect(Translator(read, threads: 1).hypotheses(of: [text]) == expected)
        }
    }

    @Test func trainingHasTheSameBitsAtAnyThreadCountAndResumed() throws {
        let data = try Self.data.get()
        var options = TrainingOptions(epochs: 2, batchSize: 32, dropout: 0.1, scheduledSampling: 0.2)
        options.variationalDropout = true
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
        let single = try TrainingData(
            training: Self.pairs(300, seed: 1).map { TextPair(source: $0.source, target: $0.target) },
            validation: data.validation)
        #expect(throws: CheckpointError.otherData) {
            try Trainer(
                single.model(Self.configuration, seed: 1), resuming: part.checkpoint, on: single, options: options)
        }
        var swapped = Self.pairs(300, seed: 1)
        swapped[0].secondSource = swapped[1].secondSource
        let others = try TrainingData(training: swapped, validation: data.validation)
        #expect(throws: CheckpointError.otherData) {
            try Trainer(model, resuming: part.checkpoint, on: others, options: options)
        }
    }

    @Test func whatIsGoneOnFromKeepsItsSecondSource() throws {
        let parent = ParentModel(try Self.trained.get())
        let pairs = Self.pairs(20, seed: 5) + [TextPair(source: "kare", target: "zuv", secondSource: "zu")]
        let kept = try TrainingPlan(training: pairs, goingOnFrom: parent)
        #expect(kept.data.readsSecondSource && kept.data.sourceVocabulary == parent.model.sourceVocabulary)
        let grown = try TrainingPlan(training: pairs, goingOnFrom: parent) { $0.data.vocabularyGrowth = .extend }
        #expect(grown.data.sourceVocabulary.tokens.suffix(2).sorted() == ["u", "z"])
        let text = SourceText("tere", secondSource: "milo")
        #expect(
            Translator(grown.model(), threads: 1).hypotheses(of: [text])[0][0].text
                == Translator(parent.model, threads: 1).hypotheses(of: [text])[0][0].text)
        // Pairs of one source go on as those whose second source is blank.
        let plain = TinyTraining.pairs(10)
        #expect(try TrainingPlan(training: plain, goingOnFrom: parent).data.readsSecondSource)
        let other = ParentModel(try TinyTraining.data().model(TinyTraining.configuration(), seed: 1))
        #expect(throws: TrainingDataError.foreignSecondSource) { try TrainingPlan(training: pairs, goingOnFrom: other) }
    }

    @Test func tokensOfSecondSourcesCount() throws {
        let pairs = [
            TextPair(source: "ab", target: "cd", secondSource: "efghij"), TextPair(source: "abc", target: "d"),
            TextPair(source: "a", target: "dd", secondSource: " "),
        ]
        let data = try TrainingData(training: pairs)
        #expect(data.training.map(\.secondSource.count) == [6, 0, 0] && data.lengthRatio == 2)
        #expect(data.training.map(\.lengths.source) == [8, 3, 1])
        #expect(Set(data.sourceVocabulary.tokens.dropFirst(4)) == Set("abcefghij".map { String($0) }))
        let short = try TrainingData(training: pairs, options: .init(maximumLength: 5))
        #expect(short.leftOutCount == 1 && short.sourceVocabulary.count == 7)
        let blank = try TrainingData(training: pairs.suffix(1))
        #expect(!blank.readsSecondSource)
        let subwords = try TrainingData(
            training: Self.pairs(100, seed: 1),
            options: .init(sourceTokens: .subwords, targetTokens: .subwords, subwordDropout: 0.3))
        let model = subwords.model(Self.configuration, seed: 1)
        let dropout = try #require(subwords.subwordDropout)
        let cut = (0..<100).map { dropout.pair(at: $0, epoch: 0, for: model) }
        #expect(cut.map(\.secondSource) != subwords.training.map(\.secondSource))
        #expect(cut.allSatisfy { !$0.secondSource.contains(Vocabulary.unknown) })
    }
}
