import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Noise in sources and dropped words, anew in each epoch.
@Suite("Training: noise")
struct PairNoiseTests {
    private func weights(
        threads: Int = 1, seed: UInt64 = 1, stopping: Int? = nil, _ give: (inout TrainingData.Options) -> Void
    ) throws -> [UInt32] {
        var options = TrainingData.Options(seed: seed)
        give(&options)
        let data = try TinyTraining.data(60, options: options)
        var configuration = TinyTraining.configuration()
        (configuration.attention, configuration.copy) = (.dot, true)
        let model = data.model(configuration, seed: 1)
        let training = TrainingOptions(epochs: 3, batchSize: 16)
        let workspace = Workspace(threads: threads)
        var trainer = Trainer(model, on: data, options: training, workspace: workspace)
        if let stopping {
            for _ in 0..<stopping { _ = trainer.next() }
            trainer = try Trainer(
                model, resuming: trainer.checkpoint, on: data, options: training, workspace: workspace)
        }
        trainer.run()
        return TinyTraining.bits(trainer.model)
    }

    private static let kinds: [@Sendable (inout TrainingData.Options) -> Void] = [
        { $0.sourceNoise = 0.3 }, { $0.sourceWordDropout = 0.3 }, { $0.targetWordDropout = 0.3 },
        { ($0.sourceNoise, $0.targetWordDropout, $0.sourceTokens, $0.subwordDropout) = (0.9, 0.9, .subwords, 0.5) },
    ]

    @Test(arguments: kinds.indices)
    func everyKindChangesTheTrainingTheSameWayAtAnyThreadCountAndResumed(kind: Int) throws {
        let give = Self.kinds[kind]
        let expected = try weights(give)
        #expect(try weights(threads: 2, give) == expected)
        #expect(try weights(stopping: 7, give) == expected)
        #expect(try weights { _ in } != expected)
        #expect(try weights(seed: 2, give) != expected)
    }

    /// Texts of the letters from a to t with two blanks, and a model that knows them.
    private func sample(
        _ give: (inout TrainingData.Options) -> Void
    ) throws -> (noise: PairNoise, model: TranslationModel, encoded: [EncodedPair]) {
        let text = "abcdefg hijklmn opqrst"
        let pairs = (0..<200).map { _ in TextPair(source: text, target: text) }
        let data = try TrainingData(training: pairs)
        var configuration = TinyTraining.configuration()
        (configuration.attention, configuration.copy) = (.dot, true)
        let model = data.model(configuration, seed: 1)
        let noise = try #require(PairNoise(pairs, .init(give)))
        return (noise, model, data.training(for: model))
    }

    @Test func lettersAreLeftOutDoubledExchangedAndReplacedAsOftenAsAskedFor() throws {
        let (noise, model, encoded) = try sample { $0.sourceNoise = 0.1 }
        let original = Array("abcdefg hijklmn opqrst")
        var (changed, lengths, exchanged, replaced) = (0, Set<Int>(), false, false)
        for index in encoded.indices {
            let pair = noise.pair(at: index, epoch: 3, for: model, encoded[index])
            #expect(pair.target == encoded[index].target)
            #expect(pair == noise.pair(at: index, epoch: 3, for: model, encoded[index]))
            let text = Array(model.sourceVocabulary.tokens(of: pair.source).joined())
            #expect(text.count { $0 == " " } == 2 && text.allSatisfy(original.contains))
            changed += text == original ? 0 : 1
            lengths.insert(text.count - original.count)
            let differing = zip(text, original).enumerated().filter { $1.0 != $1.1 }.map(\.offset)
            if text.count == original.count && differing.count == 1 { replaced = true }
            if text.count == original.count && differing.count == 2 && differing[1] == differing[0] + 1
                && text[differing[0]] == original[differing[1]] && text[differing[1]] == original[differing[0]]
            {
                exchanged = true
            }
        }
        // Of 20 letters none is chosen with a probability of 0.9^20 = 0.12; one that is replaced may be by itself.
        #expect(changed > 150 && changed < 195)
        #expect(lengths.isSuperset(of: [-1, 0, 1]) && exchanged && replaced)
        let others = encoded.indices.count {
            noise.pair(at: $0, epoch: 3, for: model, encoded[$0])
                != noise.pair(at: $0, epoch: 4, for: model, encoded[$0])
        }
        #expect(others > 150)
    }

    @Test func sourceWordsAreDroppedAsOftenAsAskedForAndCanStillBeCopied() throws {
        let (noise, model, encoded) = try sample { $0.sourceWordDropout = 0.25 }
        var (dropped, all) = (0, 0)
        for index in encoded.indices {
            let pair = noise.pair(at: index, epoch: 1, for: model, encoded[index])
            #expect(pair.target == encoded[index].target && pair.copies == encoded[index].copies)
            for (now, before) in zip(pair.source, encoded[index].source) where now != before {
                #expect(now == Vocabulary.unknown)
                dropped += 1
            }
            #expect(pair.source.count == encoded[index].source.count)
            all += pair.source.count
        }
        // 4,400 draws: a standard deviation of 0.7 %.
        #expect(abs(Double(dropped) / Double(all) - 0.25) < 0.03)
    }

    @Test func targetWordsAreReadAsUnknownButStillToBeSaid() throws {
        let (noise, _, encoded) = try sample { $0.targetWordDropout = 0.25 }
        let batch = Batch(encoded)
        let read = noise.reading(batch, of: Array(encoded.indices), epoch: 1)
        #expect(read.targetOutput == batch.targetOutput && read.source == batch.source)
        var (dropped, all) = (0, 0)
        for (now, before) in zip(read.targetInputs, batch.targetInputs) {
            #expect(now[0] == Vocabulary.begin && now.count == before.count)
            for (now, before) in zip(now, before) where now != before {
                #expect(now == Vocabulary.unknown)
                dropped += 1
            }
            all += now.count - 1
        }
        #expect(abs(Double(dropped) / Double(all) - 0.25) < 0.03)
        // What becomes of a pair does not depend on its companions.
        let alone = noise.reading(Batch([encoded[7]]), of: [7], epoch: 1)
        #expect(alone.targetInputs[0] == read.targetInputs[7])
    }

    @Test func theSettingsAreInTheRecord() throws {
        let data = try TinyTraining.data(60, options: .init { $0.sourceNoise = 0.25 })
        let model = data.model(TinyTraining.configuration(), seed: 1)
        #expect(model.trainingRecord.options.contains { $0.name == "source_noise" && $0.value == "0.25" })
    }
}
