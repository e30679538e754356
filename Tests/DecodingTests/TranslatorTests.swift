import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Synchronization
import Seq2SeqTensors
import Testing
import Seq2SeqText

struct TranslatorTests {
    private static let texts = TinyTranslation.texts(60, seed: 5)

    @Test(arguments: [1, 7, 64], [1, 2, 3])
    func aTranslationDependsOnItsOwnSourceAlone(batchSize: Int, threads: Int) throws {
        let model = try TinyTranslation.model(bidirectional: true)
        let alone = Translator(model, threads: 1)
        var translator = Translator(model, threads: threads)
        translator.batchSize = batchSize
        let expected = Self.texts.map { alone.translations(of: [$0])[0] }
        #expect(translator.translations(of: Self.texts) == expected)
        #expect(translator.translations(of: Self.texts.reversed()) == expected.reversed())
        #expect(Set(expected.map(\.text)).count > 20)
    }

    @Test(arguments: Kernels.available)
    func everyInstructionSetGivesTheSameBits(name: String) throws {
        let model = try TinyTranslation.model()
        let kernels = try #require(Kernels(named: name))
        let plain = try #require(Kernels(named: "plain"))
        let sources = Self.texts.map(model.encodedSource(of:))
        func search(_ kernels: Kernels) -> [Hypothesis] {
            BeamSearch().search(
                sources.map { SearchQuery($0, maximumLength: 12) }, with: model.network,
                on: Workspace(threads: 1, kernels: kernels)
            ).map { $0[0] }
        }
        #expect(search(kernels) == search(plain))
    }

    @Test func workspacesHaveTheThreadsThatAreAskedFor() {
        let shelf = WorkspaceShelf([.float32])
        for threads in [2, 1, 2] {
            #expect(shelf.withWorkspaces(threads: threads) { $0[0].threadCount } == threads)
        }
    }

    @Test func aPenaltyBeyondAllNumbersIsAPenalty() throws {
        var translator = Translator(try TinyTranslation.model(), threads: 1)
        translator.maximumLength = 100_000_000
        translator.search = SearchOptions(beamWidth: 2, lengthPenalty: .gnmt(alpha: 100))
        translator.onStep = { step, scores in
            for token in scores.indices where token != Int(Vocabulary.end) && step.tokens.count > 3 {
                scores[token] = -.infinity
            }
        }
        #expect(translator.translations("abc", count: 2).allSatisfy { $0.score <= 0 })
    }

    @Test func whatIsKeptOfAttentionIsForetold() throws {
        var translator = Translator(try TinyTranslation.model(attention: .dot), threads: 1)
        translator.search.beamWidth = 3
        translator.maximumLength = 500
        let without = translator.memoryEstimate(forSourceLength: 1000)
        translator.search.keepsAttention = true
        #expect(translator.memoryEstimate(forSourceLength: 1000) == without + 3 * 500 * 1000 * 4)
        translator.search = SearchOptions(hypothesisCount: 9, sampling: Sampling(seed: 1))
        #expect(translator.memoryEstimate(forSourceLength: 1000) > without)
    }

    @Test func aWideBeamTakesFewerSourcesAtOnceForTheSameResults() throws {
        var translator = Translator(try TinyTranslation.model(), threads: 1)
        translator.search.beamWidth = 2000
        translator.maximumLength = 3
        let texts = ["abc", "cab", "bca"]
        let alone = texts.map { translator.translations(of: [$0])[0] }
        // Sources that are searched together take turns at each step.
        let linesOfSteps = Mutex<[Int]>([])
        translator.onStep = { step, _ in
            linesOfSteps.withLock { if $0.last != step.line { $0.append(step.line) } }
        }
        #expect(translator.translations(of: texts) == alone)
        #expect(linesOfSteps.withLock { $0 } == [1, 2, 1, 2, 1, 2, 1, 2, 3])
    }

    @Test func theMemoryOfAWideBeamIsForeseen() throws {
        let model = try TinyTranslation.model(layers: 2)
        var translator = Translator(model)
        // Long enough for the beam to become full.
        translator.search = SearchOptions(beamWidth: 3000, minimumLength: 6)
        let workspace = Workspace(threads: 1)
        let query = SearchQuery(model.encodedSource(of: "abc"), maximumLength: 9)
        _ = BeamSearch(translator.search).search([query], with: model.network, on: workspace)
        let estimate = Double(translator.memoryEstimate(forSourceLength: 3))
        #expect((0.5...2).contains(estimate / Double(4 * workspace.arena.peakCount)))
        // However long a target may become, it is not known to be.
        translator.maximumLength = 1_000_000_000
        #expect(Double(translator.memoryEstimate(forSourceLength: 3)) == estimate)
    }

    @Test func aBlankSourceGivesABlankTargetInPlace() throws {
        let translator = Translator(try TinyTranslation.model(), threads: 1)
        let found = translator.translations(of: ["abc", "", "  \t", "h"])
        #expect(found[1].text.isEmpty && found[2].text.isEmpty)
        #expect(found[0] == translator.translations(of: ["abc"])[0])
        #expect(found[3] == translator.translations(of: ["h"])[0])
        #expect(translator.translate("abc") == found[0].text)
    }

    @Test func theCapOfASentenceIsItsOwn() throws {
        // A model that never ends by itself.
        var model = try TinyTranslation.model()
        let bias = try #require(model.network.parameters.parameter(named: "output.bias"))
        model.network.parameters[bias][2] = -1000
        var translator = Translator(model, threads: 1)
        let found = translator.translations(of: ["a", "abcdefghab"])
        #expect(found.map(\.tokens.count) == [6, 15])
        #expect(found.allSatisfy { !$0.isFinished })
        translator.maximumLength = 3
        #expect(translator.translations(of: ["a", "abcdefghab"]).map(\.tokens.count) == [3, 3])
    }

    @Test func aTranslatorIsSharedBetweenTasks() async throws {
        let translator = Translator(try TinyTranslation.model(), threads: 2)
        let expected = translator.translations(of: Self.texts)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<6 {
                group.addTask { translator.translations(of: Self.texts) == expected }
            }
            for await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func charactersOutsideTheVocabularyAreTranslatedToo() throws {
        let translator = Translator(try TinyTranslation.model(), threads: 1)
        #expect(translator.translate("über 🌍") == translator.translate("?be?_?"))
    }

    @Test func longSourcesAreReadInSmallerBatches() throws {
        let translator = Translator(try TinyTranslation.model(), threads: 1)
        let lengths = [1, 1, 1, 1, 5, 6, 20, 2]
        let batches = translator.batches(of: Array(lengths.indices), count: 3, tokens: 10) { lengths[$0] }
        #expect(batches == [[0, 1, 2], [3, 4], [5], [6], [7]])
    }

    @Test(arguments: [false, true])
    func theMemoryOfALongSourceIsForeseen(bidirectional: Bool) throws {
        let model = try TinyTranslation.model(bidirectional: bidirectional)
        let workspace = Workspace(threads: 1)
        let length = 5000
        _ = model.network.encode([[Int32](repeating: 5, count: length)], on: workspace)
        let estimate = Double(Translator(model).memoryEstimate(forSourceLength: length))
        #expect((0.5...2).contains(estimate / Double(4 * workspace.arena.peakCount)))
    }

    @Test(arguments: [Attention.Kind.none, .general, .additive], [(3, 1000), (300, 1)])
    func theMemoryOfABatchToScoreIsForeseen(attention: Attention.Kind, lengths: (source: Int, target: Int)) throws {
        let model = try TinyTranslation.model(layers: 2, attention: attention)
        var translator = Translator(model)
        translator.batchSize = 4
        let long = TextPair(
            source: String(repeating: "b", count: lengths.source), target: String(repeating: "a", count: lengths.target)
        )
        let pairs = [TextPair(source: "a", target: "a"), long, long, long, long]
        let workspace = Workspace(threads: 1)
        _ = model.network.logProbabilities(of: Batch(model.encodedPairs(of: Array(pairs.dropFirst()))), on: workspace)
        let estimate = translator.memoryEstimate(forScoring: pairs)
        #expect((1...2).contains(Double(estimate.bytes) / Double(4 * workspace.arena.peakCount)))
        #expect(estimate.largestPair > 0)
    }

    @Test func longSourcesToScoreAreReadInSmallerBatches() throws {
        let translator = Translator(try TinyTranslation.model(), threads: 1)
        let pairs = [(40_000, 1), (20_000, 2), (10_000, 3), (10_000, 4), (1, 5000)]
        let queries = pairs.map {
            SearchQuery(Array(repeating: 5, count: $0), maximumLength: $1, prefix: Array(repeating: 5, count: $1))
        }
        #expect(translator.scoringBatches(of: queries) == [[4], [3, 2], [1], [0]])
    }

    @Test(arguments: [Attention.Kind.none, .additive])
    func inEightBitsATranslationDependsOnItsOwnSourceAloneToo(attention: Attention.Kind) throws {
        let model = try TinyTranslation.model(bidirectional: true, layers: 2, attention: attention)
        let alone = Translator(model, threads: 1, precision: .int8)
        let expected = Self.texts.map { alone.translations(of: [$0])[0] }
        var translator = Translator(model, threads: 3, precision: .int8)
        translator.batchSize = 7
        #expect(translator.translations(of: Self.texts) == expected)
        #expect(Set(expected.map(\.text)).count > 20)
        // Other numbers, but near ones.
        let pairs = Self.texts.map { TextPair(source: $0, target: $0) }
        let floats = Translator(model, threads: 1).logProbabilities(of: pairs)
        let integers = alone.logProbabilities(of: pairs)
        #expect(floats != integers)
        let distance = zip(floats, integers).reduce(0) { $0 + abs($1.0 - $1.1) }
        #expect(distance < 0.1 * floats.reduce(0) { $0 + abs($1) })
    }

    @Test(arguments: Kernels.available)
    func inEightBitsEveryInstructionSetGivesTheSameBits(name: String) throws {
        let model = try TinyTranslation.model(layers: 2, attention: .general)
        let plain = try #require(Kernels(named: "plain"))
        let kernels = try #require(Kernels(named: name))
        let sources = Self.texts.map(model.encodedSource(of:))
        func search(_ kernels: Kernels) -> [Hypothesis] {
            BeamSearch().search(
                sources.map { SearchQuery($0, maximumLength: 12) }, with: model.network,
                on: Workspace(threads: 1, kernels: kernels, precision: .int8)
            ).map { $0[0] }
        }
        #expect(search(kernels) == search(plain))
    }
}
