import Foundation
import Seq2Seq
import Testing

/// The examples in the documentation comments of models, layers, text and search: each stands here as it stands there.
struct ExamplesTests {
    private let pairs = Array(ToyTask.copy.pairs(seed: 1).prefix(64))

    private func trained() throws -> (data: TrainingData, model: TranslationModel) {
        let data = try TrainingData(training: pairs + [TextPair(source: "535+61", target: "596")])
        return (data, data.model(.init(embedding: 8, hidden: 16), seed: 1))
    }

    private func file() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    }

    @Test func trainingData() throws {
        let pairs = [TextPair(source: "a cat", target: "un chat"), TextPair(source: "a dog", target: "un chien")]
        let data = try TrainingData(training: pairs, options: .init(sourceTokens: .words, targetTokens: .words))
        let model = data.model(.init(embedding: 16, hidden: 32), seed: 1)
        print(model.sourceVocabulary.tokens, data.training[0].target)
        #expect(model.sourceVocabulary.tokens.suffix(3) == ["a", "cat", "dog"])
        #expect(data.training.count == 2)
    }

    @Test func batch() throws {
        let model = try trained().model
        let batch = Batch(model.encodedPairs(of: pairs))
        let (loss, gradients) = model.network.lossAndGradients(for: batch, on: Workspace())
        print(loss.perToken, gradients.tokenCount)
        #expect(gradients.tokenCount == batch.targetOutput.count)
    }

    @Test func optimizer() throws {
        var (data, model) = try trained()
        let before = model.network.loss(for: Batch(data.training), on: Workspace()).perToken
        let workspace = Workspace()
        var optimizer = Optimizer(.adam, learningRate: 0.001, clipNorm: 5)
        let (loss, gradients) = model.network.lossAndGradients(for: Batch(data.training), on: workspace)
        optimizer.update(&model.network.parameters, along: gradients, on: workspace)
        print(loss.perToken)
        #expect(model.network.loss(for: Batch(data.training), on: workspace).perToken < before)
        data = try TrainingData(training: pairs)
    }

    @Test func translator() throws {
        let model = try trained().model
        var translator = Translator(model)
        translator.search = SearchOptions(beamWidth: 5, lengthPenalty: .average)
        print(translator.translate("535+61"))
        for best in translator.translations("535+61", count: 3) { print(best.score, best.text) }
    }

    @Test func attentionPicture() throws {
        let path = file()
        let model = try trained().data.model(
            .init { options in
                (options.embedding, options.hidden, options.attention) = (8, 16, .general)
            }, seed: 1)
        var translator = Translator(model)
        translator.search.keepsAttention = true
        let best = translator.hypotheses(of: [SourceText("535+61")])[0][0]
        let picture = AttentionPicture(best)
        try picture.svg.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(picture.sourceTokens == ["5", "3", "5", "+", "6", "1"])
        try FileManager.default.removeItem(atPath: path)
    }

    @Test func searchOptions() throws {
        let model = try trained().model
        var translator = Translator(model)
        translator.search = SearchOptions(beamWidth: 5, hypothesisCount: 5, lengthPenalty: .gnmt(alpha: 0.6))
        let five = translator.hypotheses(of: [SourceText("535+61")])[0]
        #expect(five.count == 5)
    }

    @Test func sampling() throws {
        let model = try trained().model
        var translator = Translator(model)
        translator.search = SearchOptions(hypothesisCount: 3, sampling: Sampling(temperature: 0.8, topK: 10))
        let drawn = translator.hypotheses(of: [SourceText("535+61")])[0]
        #expect(drawn.count == 3)
    }

    @Test func beamSearch() throws {
        let model = try trained().model
        let query = SearchQuery(model.encodedSource(of: "535+61"), maximumLength: 10)
        let found = BeamSearch(SearchOptions(beamWidth: 5)).search([query], with: model.network, on: Workspace())
        print(found[0][0].tokens, found[0][0].logProbability)
        #expect(!found[0].isEmpty)
    }

    @Test func translationModelAndTrainingCheckpoint() throws {
        let (data, model) = try trained()
        let options = TrainingOptions(epochs: 1)
        var trainer = Trainer(model, on: data, options: options)
        let path = file()
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        do {
            try trainer.bestModel.write(to: path)
            let model = try TranslationModel(contentsOf: path)
            print(Translator(model).translate("535+61"))
        }
        try trainer.checkpoint.write(to: path)
        let checkpoint = try TrainingCheckpoint(contentsOf: path)
        trainer = try Trainer(model, resuming: checkpoint, on: data, options: options)
        trainer.run()
        #expect(trainer.ending == .finished)
    }

    @Test func encoderDecoder() {
        var random = RandomSource(seed: 1)
        let sizes = EncoderDecoder.Configuration(sourceVocabularySize: 40, targetVocabularySize: 50, hidden: 64)
        let network = EncoderDecoder(sizes, using: &random)
        print(network.parameters.count)
        #expect(network.parameters.names.contains("source_embedding.weight"))
    }

    @Test func parameterStore() throws {
        let model = try trained().model
        let parameters = model.network.parameters
        for name in parameters.names {
            guard let weight = parameters.parameter(named: name) else { continue }
            print(name, parameters.shape(of: weight), parameters[weight].reduce(0, +))
        }
        #expect(parameters.names.count > 5)
    }

    @Test func workspaceAndRandomSource() {
        let workspace = Workspace(threads: 2)
        print(workspace.threadCount, workspace.instructionSet)
        var random = RandomSource(seed: 1)
        print(random.next(below: 6), random.nextUniform(from: -1, to: 1))
        #expect(workspace.threadCount == 2)
    }

    @Test func extendedVocabulary() {
        let vocabulary = Vocabulary(counting: [["call", "me"]])
        let extended = ExtendedVocabulary(vocabulary, by: ["call", "me", "Ishmael"])
        print(extended.sourceIDs, extended.ids(of: ["Ishmael"]), extended.tokens(of: [6]))
        #expect(extended.sourceIDs == [4, 5, 6])
        #expect(extended.ids(of: ["Ishmael"]) == [6] && extended.tokens(of: [6]) == ["Ishmael"])
    }

    @Test func tokenizerAndVocabulary() {
        let tokenizer = Tokenizer(.words, lowercase: true)
        let tokens = tokenizer.tokens(of: "A cat, a dog")
        print(tokens, tokenizer.text(of: tokens))
        let vocabulary = Vocabulary(counting: [["a", "cat"], ["a", "dog"]])
        print(vocabulary.ids(of: ["a", "cow"]), vocabulary.tokens(of: [4]))
        #expect(tokens.first == "a")
        #expect(vocabulary.tokens(of: [4]) == ["a"])
    }

    @Test func textMetrics() {
        let exact = TextMetrics.exactMatch(hypotheses: ["596", "12"], references: ["596", "13"])
        let distance = TextMetrics.editDistance(Array("kitten"), Array("sitting"))
        #expect(exact == 0.5)
        #expect(distance == 3)
    }

    @Test func toyTask() throws {
        let pairs = ToyTask.copy.pairs(seed: 1).prefix(64)
        let data = try TrainingData(training: Array(pairs))
        #expect(data.training.count == 64)
    }

    @Test func masksAndPadding() {
        let mask = Mask(lengths: [3, 1], time: 4)
        print(mask.steps, mask[1, 0])
        let tokens = PaddedTokens([[5, 6, 7], [8]])
        print(tokens.time, tokens.lengths, tokens.sequences)
        let padding = Padding(side: .front, to: .multiple(of: 4))
        print(padding.time(ofLengths: [3, 6]))
        let packed = PackedBatch(PaddedBatch([[[1]], [[2], [3]]]))
        print(packed.values, packed.order, packed.activeRows)
        #expect(mask.steps == [[0, 1, 2], [0]])
        #expect(tokens.sequences == [[5, 6, 7], [8]])
        #expect(padding.time(ofLengths: [3, 6]) == 8)
        #expect(packed.values == [2, 1, 3])
    }

    @Test func examples() {
        let x = Examples.sequences([[[1], [2], [3]], [[4]]])
        let y = Examples.vectors([[6], [4]])
        #expect(x != y)
    }
}

/// What is only compiled: it reads files that are not there.
func exampleOfAParallelCorpus() throws {
    let training = try ParallelCorpus(sourceAt: "train.de", targetAt: "train.en")
    let validation = try ParallelCorpus(sourceAt: "val.de", targetAt: "val.en")
    let data = try TrainingData(
        training: training.pairs, validation: validation.pairs,
        options: .init(sourceTokens: .words, targetTokens: .words, minimumCount: 2))
    print(data.training.count)
}
