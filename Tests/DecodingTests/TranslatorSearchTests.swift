import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqText

/// What a translator adds to a search.
struct TranslatorSearchTests {
    private static let texts = TinyTranslation.texts(60, seed: 5)

    private func translator(threads: Int = 1) throws -> Translator {
        Translator(try TinyTranslation.model(bidirectional: true, attention: .general), threads: threads)
    }

    static let searches: [SearchOptions] = [
        SearchOptions(beamWidth: 5, hypothesisCount: 3, lengthPenalty: .gnmt(alpha: 0.7), coveragePenalty: 0.2),
        SearchOptions(beamWidth: 3, hypothesisCount: 2, minimumLength: 2, blockedNGramSize: 2, bansUnknown: true),
        SearchOptions(hypothesisCount: 3, sampling: Sampling(temperature: 0.8, topK: 9, topP: 0.95)),
    ]

    @Test(arguments: searches, [1, 7, 64])
    func targetsDependOnTheirOwnSourceAlone(search: SearchOptions, batchSize: Int) throws {
        var alone = try translator()
        alone.search = search
        alone.search.keepsAttention = true
        var together = try translator(threads: 2)
        together.search = alone.search
        together.batchSize = batchSize
        let sources = Self.texts.enumerated().map { SourceText($1, line: $0) }
        let expected = sources.map { alone.hypotheses(of: [$0])[0] }
        #expect(together.hypotheses(of: sources) == expected)
        #expect(together.hypotheses(of: sources.reversed()) == expected.reversed())
        #expect(Set(expected.map { $0[0].text }).count > 20)
    }

    @Test(arguments: Kernels.available, searches)
    func everyInstructionSetGivesTheSameBits(name: String, options: SearchOptions) throws {
        let model = try TinyTranslation.model(attention: .additive)
        let kernels = [try #require(Kernels(named: name)), try #require(Kernels(named: "plain"))]
        let found = kernels.map { kernels in
            BeamSearch(options).search(
                Self.texts.map { SearchQuery(model.encodedSource(of: $0), maximumLength: 12) }, with: model.network,
                on: Workspace(threads: 1, kernels: kernels))
        }
        #expect(found[0] == found[1])
    }

    @Test func theBestOfSeveralIsTheTranslation() throws {
        var translator = try translator()
        translator.search.beamWidth = 4
        for text in Self.texts.prefix(10) {
            let found = translator.translations(text, count: 4)
            #expect(found.count == 4)
            #expect(found[0] == translator.translations(of: [text])[0])
            #expect(found.prefix(2) == translator.translations(text, count: 2)[...])
        }
        #expect(translator.translations(" ", count: 3).map(\.text) == [""])
        translator.search.beamWidth = 1
        #expect(translator.translations("abc", count: 3).count == 3)
    }

    @Test func aTargetStartsWithItsPrefixAsItWasWritten() throws {
        var translator = try translator()
        translator.search.beamWidth = 3
        for prefix in ["a", "héc", "ab cd"] {
            let found = translator.hypotheses(of: [SourceText("abcdef", prefix: prefix)])[0][0]
            #expect(found.text.hasPrefix(prefix))
            #expect(found.tokens.joined() == found.text)
        }
    }

    @Test func anUnknownTokenBecomesTheSourceTokenItAttendsTo() throws {
        var translator = try translator()
        // Every other token is unknown.
        translator.onStep = { step, values in
            if step.tokens.count % 2 == 0 { for token in values.indices where token > 3 { values[token] = -.infinity } }
        }
        translator.search.minimumLength = 6
        let plain = translator.translations(of: ["xyzabc"])[0]
        #expect(plain.tokens.contains("<unk>"))
        translator.replacesUnknown = true
        let replaced = translator.translations(of: ["xyzabc"])[0]
        let source = "xyzabc".map { String($0) }
        for (index, token) in plain.tokens.enumerated() {
            #expect(replaced.tokens[index] == (token == "<unk>" ? source[replaced.alignment[index]] : token))
        }
        #expect(replaced.pharaohAlignment.hasPrefix("\(replaced.alignment[0])-0 \(replaced.alignment[1])-1"))
        #expect(replaced.logProbability == plain.logProbability)
    }

    @Test(arguments: [1, 7, 64])
    func linesAreTranslatedAsTheyCome(batchSize: Int) async throws {
        var translator = try translator()
        translator.batchSize = batchSize
        translator.search = SearchOptions(hypothesisCount: 2, sampling: Sampling())
        let texts = Self.texts + ["", "abc"]
        let lines = AsyncStream<String> { stream in
            for text in texts { stream.yield(text) }
            stream.finish()
        }
        var found: [TranslatedLine] = []
        for await line in translator.translations(ofLines: lines) { found.append(line) }
        #expect(found.map(\.number) == Array(1...texts.count))
        #expect(found.map(\.source) == texts)
        #expect(
            found.map(\.translations)
                == texts.enumerated().map { index, text in
                    translator.hypotheses(of: [SourceText(text, line: index + 1)])[0]
                })
    }

    @Test func anErrorOfTheLinesComesAfterTheLinesBeforeIt() async throws {
        struct Broken: Error {}
        let lines = AsyncThrowingStream<String, any Error> { stream in
            stream.yield("abc")
            stream.yield("d")
            stream.finish(throwing: Broken())
        }
        var iterator = try translator().translations(ofLines: lines).makeAsyncIterator()
        #expect(try await iterator.next()?.source == "abc")
        #expect(try await iterator.next()?.source == "d")
        await #expect(throws: Broken.self) { _ = try await iterator.next() }
    }
}
