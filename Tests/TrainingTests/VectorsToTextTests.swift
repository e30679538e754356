import Foundation
import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Sources that are vectors, targets that are texts.
@Suite("Training: vectors to text")
struct VectorsToTextTests {
    private let workspace = Workspace(threads: 1)

    /// Letters as noisy vectors of three numbers, each for one or two steps, to the word.
    private static func pairs(_ count: Int, seed: UInt64 = 1) -> [TextPair] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { _ in
            let letters = (0..<random.next(in: 1...4)).map { _ in random.next(below: 5) }
            var vectors: [[Float]] = []
            for letter in letters {
                for step in 0...random.next(below: 2) {
                    let drawn: [Float] = [Float(letter % 2), Float(letter / 2) / 2, step == 0 ? 1 : 0]
                    vectors.append(drawn.map { $0 + random.nextUniform(from: -0.1, to: 0.1) })
                }
            }
            return TextPair(vectors: vectors, target: letters.map { String("abcde".dropFirst($0).prefix(1)) }.joined())
        }
    }

    private static func data(_ options: TrainingData.Options = .init()) throws -> TrainingData {
        try TrainingData(training: pairs(800), validation: pairs(40, seed: 2), options: options)
    }

    private static let configuration = EncoderDecoder.Configuration {
        ($0.embedding, $0.hidden, $0.bidirectional) = (8, 24, true)
        ($0.attention, $0.inputFeeding, $0.bridge) = (.general, true, .dense)
    }

    private func options(epochs: Int = 25) -> TrainingOptions {
        TrainingOptions { ($0.epochs, $0.batchSize, $0.learningRate, $0.dropout) = (epochs, 16, 0.01, 0.1) }
    }

    private func trainer(
        _ data: TrainingData, _ options: TrainingOptions, on workspace: Workspace
    ) -> Trainer {
        Trainer(
            data.model(Self.configuration, seed: 1), training: data.training, validation: data.validation,
            options: options, workspace: workspace)
    }

    @Test func itLearnsToSpell() throws {
        let data = try Self.data()
        #expect(data.sourceFeatures == 3 && data.sourceVocabulary.count == 4)
        var trainer = trainer(data, options(), on: workspace)
        trainer.run()
        #expect(try #require(trainer.bestReport).exactMatch >= 0.95)
        let model = trainer.bestModel
        #expect(model.readsVectors && !model.isLanguageModel)
        let pairs = Self.pairs(100, seed: 3)
        var translator = Translator(model, threads: 1)
        translator.search = SearchOptions(beamWidth: 4, lengthPenalty: .average)
        let found = try translator.translations(ofVectors: pairs.map(\.vectors))
        #expect(zip(found, pairs).count { $0.text == $1.target } >= 95)
        // Alone as in a batch, and after a way through a file.
        let read = try TranslationModel(data: model.data())
        #expect(read.network.configuration == model.network.configuration && read.readsVectors)
        var other = Translator(read, threads: 2)
        other.search = translator.search
        for (pair, translation) in zip(pairs, found).prefix(20) {
            let alone = other.hypotheses(of: [SourceText(vectors: pair.vectors)])[0][0]
            #expect(alone == translation)
            #expect(alone.sourceTokens.count == pair.vectors.count)
            #expect(alone.alignment.allSatisfy { pair.vectors.indices.contains($0) })
        }
        let small = try Translator(model.quantized(threads: 1), threads: 1)
            .translations(ofVectors: pairs.map(\.vectors))
        #expect(zip(small, pairs).count { $0.text == $1.target } >= 90)
        let scores = translator.logProbabilities(of: [pairs[0], TextPair(vectors: pairs[0].vectors, target: "eeee")])
        #expect(scores[0] > scores[1])
    }

    @Test func vectorsThatAModelDoesNotReadAreRefused() throws {
        let translator = Translator(try Self.data().model(Self.configuration, seed: 1), threads: 1)
        #expect(
            throws: SequentialError.data(
                expected: "vectors of 3 numbers", found: "of 2 at step 1 of source 0")
        ) { try translator.translate(vectors: [[1, 2, 3], [1, 2]]) }
        #expect(throws: SequentialError.notFinite(of: "the sources", example: 1, step: 0)) {
            try translator.translations(ofVectors: [[[1, 2, 3]], [[1, .nan, 3]]])
        }
        let pair = TextPair(source: "a", target: "b")
        let texts = Translator(try TrainingData(training: [pair, pair]).model(Self.configuration, seed: 1), threads: 1)
        #expect(throws: SequentialError.data(expected: "texts", found: "vectors")) {
            try texts.translate(vectors: [[1, 2, 3]])
        }
        // The best of several are those of a beam as wide.
        let several = try translator.translations(vectors: [[1, 0, 1], [0, 0.5, 1]], count: 3)
        #expect(several.count == 3 && several.map(\.score) == several.map(\.score).sorted(by: >))
        #expect(try translator.translations(vectors: [], count: 2).map(\.text) == [""])
    }

    @Test func aResumedTrainingHasTheSameBits() throws {
        let data = try Self.data()
        var options = options()
        (options.epochs, options.steps, options.scheduledSampling) = (nil, 30, 0.3)
        var whole = trainer(data, options, on: workspace)
        whole.run()
        var half = trainer(data, options, on: workspace)
        half.run { event in
            if case .step(let step) = event, step.step == 15 { .stop } else { .proceed }
        }
        #expect(half.checkpoint.steps == 15)
        var resumed = try Trainer(
            data.model(Self.configuration, seed: 1), resuming: half.checkpoint, on: data, options: options,
            workspace: Workspace(threads: 3))
        resumed.run()
        #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
        let others = try TrainingData(training: Self.pairs(800, seed: 9), validation: data.validation)
        #expect(throws: CheckpointError.self) {
            try Trainer(
                others.model(Self.configuration, seed: 1), resuming: half.checkpoint, on: others, options: options,
                workspace: workspace)
        }
    }

    /// A pair alone has the bits of the pair in any batch, with dropout and whatever is read first.
    @Test(arguments: [false, true])
    func companionsChangeNoBit(reverses: Bool) throws {
        var configuration = Self.configuration
        (configuration.sourceVocabularySize, configuration.targetVocabularySize) = (4, 9)
        (configuration.sourceFeatures, configuration.reverseSource) = (3, reverses)
        var random = RandomSource(seed: 1)
        let network = EncoderDecoder(configuration, using: &random)
        let pairs =
            Self.pairs(7, seed: 5).map { pair in
                EncodedPair(vectors: pair.vectors, target: pair.target.utf8.map { Int32($0) - 93 })
            } + [EncodedPair(vectors: [], target: [5])]
        let batch = network.logits(for: Batch(pairs), on: workspace)
        for (pair, logits) in zip(pairs, batch) {
            #expect(network.logits(for: Batch([pair]), on: workspace)[0].map(\.bits) == logits.map(\.bits))
        }
        let whole = network.lossAndGradients(for: Batch(pairs), on: workspace)
        let other = network.lossAndGradients(for: Batch(pairs), on: Workspace(threads: 3))
        #expect(whole.loss == other.loss)
        for parameter in network.parameters.names.compactMap({ network.parameters.parameter(named: $0) }) {
            #expect(whole.gradients[parameter].bits == other.gradients[parameter].bits)
        }
    }

    @Test func subwordsAreCutAnewInEachEpoch() throws {
        var options = TrainingData.Options()
        (options.tokens, options.vocabularySize, options.subwordDropout) = (.subwords, 24, 0.3)
        let data = try Self.data(options)
        let model = data.model(Self.configuration, seed: 1)
        let dropout = try #require(data.subwordDropout)
        let cut = (1...20).map { dropout.pair(at: 0, epoch: $0, for: model) }
        #expect(cut.allSatisfy { $0.vectors == data.training[0].vectors })
        #expect(cut.map(\.source) == cut.map { _ in data.training[0].source })
    }

    @Test func aPlanKnowsWhatToDoWithVectors() throws {
        let plan = try TrainingPlan(training: Self.pairs(60), recipe: .auto) { settings in
            (settings.model.embedding, settings.model.hidden, settings.training.epochs) = (8, 16, 1)
            settings.model.copy = false
        }
        #expect(plan.settings.model.copy == false && !plan.settings.data.shareVocabulary)
        var trainer = Trainer(plan, workspace: workspace)
        trainer.run()
        #expect(trainer.bestModel.readsVectors)
    }

    @Test func unequalVectorsAreRefused() throws {
        let pairs = Self.pairs(3)
        for wrong in [
            TextPair(vectors: [[1, 2]], target: "a"), TextPair(source: "a", target: "a"),
            TextPair(vectors: [], target: "a"),
        ] {
            #expect(throws: TrainingDataError.self) { try TrainingData(training: pairs + [wrong]) }
        }
    }

    @Test func whatATextSpellsIsRead() throws {
        let pair = try TextPair(source: "0.5,-1 2,1e-2", target: "x", tags: "t").readingVectors()
        #expect(
            pair.vectors == [[0.5, -1], [2, 0.01]] && pair.source.isEmpty && pair.target == "x" && pair.tags == "t")
        for (text, step, size) in [("1,2 3", 2, 2), ("a", 1, nil), ("1, 2", 1, nil), ("1,2 3,inf", 2, 2)] {
            let error = #expect(throws: VectorTextError.self) {
                try TextPair(source: text, target: "").readingVectors()
            }
            #expect(error?.step == step && error?.size == size, "\(text)")
        }
    }

    @Test func modelsOfOtherSourcesDoNotDecideTogether() throws {
        let words = [TextPair(source: "a", target: "abcde")]
        let texts = try TrainingData(training: words + words)
        let models = [
            try Self.data().model(Self.configuration, seed: 1), texts.model(Self.configuration, seed: 1),
        ]
        let error = #expect(throws: EnsembleError.differentSources(model: 2, sizes: [3, 0])) {
            try Translator(models)
        }
        #expect(error?.description.contains("vectors of 3 numbers, the other texts") == true)
    }

    @Test(arguments: [[[]], [[1, .nan]], [[1, 2], [1]]] as [[[Float]]])
    func vectorsOfNothingAndOfNoNumbersAreRefused(_ vectors: [[Float]]) {
        #expect(throws: TrainingDataError.self) {
            try TrainingData(training: [
                TextPair(vectors: vectors, target: "a"), TextPair(vectors: vectors, target: "b"),
            ])
        }
    }
}
