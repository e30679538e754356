import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Text models whose layers are GRUs.
@Suite("Training: text models of GRUs")
struct TextGRUTests {
    private static let configuration = EncoderDecoder.Configuration {
        ($0.cell, $0.embedding, $0.hidden, $0.layers) = (.gru, 12, 24, 2)
        ($0.bidirectional, $0.attention, $0.inputFeeding, $0.bridge) = (true, .general, true, .dense)
    }

    /// Words of a few letters, to themselves from the end.
    private static func data() throws -> TrainingData {
        var random = RandomSource(seed: 1)
        let pairs = (0..<500).map { _ in
            let word = (0..<random.next(in: 2...5)).map { _ in "abcdef".randomLetter(&random) }
            return TextPair(source: String(word), target: String(word.reversed()))
        }
        return try TrainingData(training: Array(pairs.dropFirst(60)), validation: Array(pairs.prefix(60)))
    }

    private func trainer(
        _ data: TrainingData, _ change: (inout TrainingOptions) -> Void = { _ in }
    ) -> Trainer {
        var options = TrainingOptions { ($0.epochs, $0.batchSize, $0.learningRate, $0.dropout) = (30, 16, 0.01, 0.1) }
        change(&options)
        return Trainer(
            data.model(Self.configuration, seed: 1), training: data.training, validation: data.validation,
            options: options, workspace: Workspace(threads: 1))
    }

    @Test func itLearnsToTurnWordsRound() throws {
        let data = try Self.data()
        var trainer = trainer(data)
        trainer.run()
        #expect(try #require(trainer.bestReport).exactMatch >= 0.9)
        let model = trainer.bestModel
        let texts = data.validation.map(\.source)
        var translator = Translator(model, threads: 1)
        translator.search = SearchOptions(beamWidth: 4, lengthPenalty: .average)
        let found = translator.translations(of: texts)
        // A file gives it back, alone and in any company.
        let read = try TranslationModel(data: model.data())
        #expect(read.network.configuration == model.network.configuration && read.network.configuration.cell == .gru)
        #expect(TinyTraining.bits(read) == TinyTraining.bits(model))
        var other = Translator(read, threads: 2)
        other.search = translator.search
        for (text, translation) in zip(texts, found).prefix(10) {
            #expect(other.translations(of: [text])[0] == translation)
        }
        // What a search adds up is what the model says of its output.
        let scores = translator.logProbabilities(
            of: zip(texts, found).map { TextPair(source: $0, target: $1.text) })
        #expect(zip(scores, found).allSatisfy { !$1.isFinished || abs($0 - $1.logProbability) < 1e-4 })
        // In 8 bits, as it is computed with and as it is stored.
        let small = model.quantized(threads: 1)
        let stored = try TranslationModel(data: small.data())
        let rounded = Translator(model, threads: 1, precision: .int8).translations(of: texts)
        for quantized in [small, stored] {
            #expect(quantized.precision == .int8)
            #expect(Translator(quantized, threads: 1).translations(of: texts) == rounded)
        }
        #expect(zip(rounded, data.validation).count { $0.text == $1.target } >= 50)
        // It decides together with a model of LSTMs.
        var configuration = Self.configuration
        configuration.cell = .lstm
        let together = try Translator([model, data.model(configuration, seed: 2)], threads: 1)
        #expect(together.translations(of: texts).count == texts.count)
        #expect(model.encoding(of: texts[0]).count == 24)
    }

    @Test func aResumedTrainingHasTheSameBits() throws {
        let data = try Self.data()
        func change(_ options: inout TrainingOptions) {
            (options.epochs, options.steps, options.scheduledSampling) = (nil, 30, 0.3)
            options.variationalDropout = true
        }
        var whole = trainer(data, change)
        whole.run()
        var half = trainer(data, change)
        half.run { event in
            if case .step(let step) = event, step.step == 15 { .stop } else { .proceed }
        }
        var options = half.options
        change(&options)
        var resumed = try Trainer(
            data.model(Self.configuration, seed: 1), resuming: half.checkpoint, on: data, options: options,
            workspace: Workspace(threads: 3))
        resumed.run()
        #expect(TinyTraining.bits(resumed.model) == TinyTraining.bits(whole.model))
    }

    @Test func theSettingStandsInTheFileIfItIsNotTheDefault() throws {
        let data = try Self.data()
        var configuration = Self.configuration
        #expect(data.model(configuration, seed: 1).settings["cell"].map { "\($0)" } == "gru")
        configuration.cell = .lstm
        #expect(data.model(configuration, seed: 1).settings["cell"] == nil)
    }
}

extension String {
    fileprivate func randomLetter(_ random: inout RandomSource) -> Character {
        self[index(startIndex, offsetBy: random.next(below: count))]
    }
}
