import Seq2SeqText
import Seq2SeqTraining
import Testing

struct TrainingDataTests {
    @Test func aShareIsSetAsideOnceAndForAll() throws {
        let pairs = (0..<100).map { TextPair(source: "s\($0)", target: "t\($0)") }
        var options = TrainingData.Options()
        options.validFraction = 0.2
        let data = try TrainingData(training: pairs, validation: [], options: options)
        #expect(data.validation.count == 20)
        #expect(data.trainingPairs.count == 80)
        #expect(Set(data.validation).union(data.trainingPairs) == Set(pairs))
        #expect(try TrainingData(training: pairs, validation: [], options: options).validation == data.validation)
        options.seed = 2
        #expect(try TrainingData(training: pairs, validation: [], options: options).validation != data.validation)
    }

    @Test func longPairsAreLeftOutAndCountedNotCut() throws {
        let pairs = [
            TextPair(source: "ab", target: "ab"), TextPair(source: "abcd", target: "a"),
            TextPair(source: "a", target: "abcd"), TextPair(source: "abc", target: "abc"),
        ]
        var options = TrainingData.Options()
        options.maximumLength = 3
        let data = try TrainingData(training: pairs, validation: [], options: options)
        #expect(data.trainingPairs == [pairs[0], pairs[3]])
        #expect(data.leftOutCount == 2)
        #expect(data.lengthRatio == 1)
        #expect(!data.sourceVocabulary.tokens.contains("d"))
    }

    @Test func whatLeavesNothingToLearnFromIsAnError() {
        var options = TrainingData.Options()
        options.maximumLength = 1
        let pairs = [TextPair(source: "ab", target: "ab")]
        #expect(throws: TrainingDataError.nothingToTrainOn(pairs: 1, maximumLength: 1)) {
            try TrainingData(training: pairs, validation: [], options: options)
        }
        #expect(throws: TrainingDataError.nothingToTrainOn(pairs: 0, maximumLength: nil)) {
            try TrainingData(training: [], validation: [], options: .init())
        }
        options = .init()
        options.validFraction = 0.5
        #expect(throws: TrainingDataError.nothingToValidateWith(pairs: 1, fraction: 0.5)) {
            try TrainingData(training: pairs, validation: [], options: options)
        }
    }

    @Test(arguments: ["a\tb", "a\nb", "a\r", "a\r\nb"])
    func aTargetThatWouldTearALineIsRefused(target: String) throws {
        let good = TextPair(source: "a\tb\n", target: "ab")
        #expect(throws: Never.self) { try TrainingData(training: [good]) }
        let broken = TextPair(source: "ab", target: target)
        let error = #expect(throws: TrainingDataError.brokenTarget(index: 1, broken)) {
            try TrainingData(training: [good, broken])
        }
        #expect(
            "\(try #require(error))".contains(
                "index 1, \(target.debugDescription), has a tab, a line feed or"))
        #expect(throws: TrainingDataError.brokenTarget(index: 1, broken)) {
            try TrainingData(training: [good], validation: [broken])
        }
    }

    @Test func aSharedVocabularyHasTheTokensOfBothSides() throws {
        let pairs = [TextPair(source: "b a b", target: "c b"), TextPair(source: "a", target: "c c")]
        let options = TrainingData.Options(sourceTokens: .words, targetTokens: .words, shareVocabulary: true)
        let data = try TrainingData(training: pairs, options: options)
        #expect(data.sourceVocabulary.tokens.dropFirst(4) == ["b", "c", "a"])
        #expect(data.targetVocabulary == data.sourceVocabulary)
    }

    @Test func sharedMergesAreLearnedFromBothSides() throws {
        let pairs = [TextPair(source: "xy xy", target: "xy zw"), TextPair(source: "zw", target: "zw")]
        var options = TrainingData.Options(sourceTokens: .subwords, targetTokens: .subwords, shareVocabulary: true)
        let shared = try TrainingData(training: pairs, options: options)
        #expect(shared.sourceTokenizer == shared.targetTokenizer)
        #expect(shared.sourceVocabulary.tokens.dropFirst(4) == ["xy", "zw"])
        options.shareVocabulary = false
        let apart = try TrainingData(training: pairs, options: options)
        #expect(apart.sourceVocabulary.tokens.dropFirst(4) == ["xy", "w", "z@@"])
        #expect(apart.targetVocabulary.tokens.dropFirst(4) == ["zw", "x@@", "y"])
    }

    @Test func subwordsAreLearnedFromTheTrainingPairsAlone() throws {
        let pairs = (0..<20).map { TextPair(source: "word\($0)", target: "word\($0)") }
        let options = TrainingData.Options(sourceTokens: .subwords, targetTokens: .subwords)
        let alone = try TrainingData(training: pairs, options: options)
        let more = try TrainingData(
            training: pairs, validation: [TextPair(source: "zz zz", target: "zz zz")], options: options)
        #expect(alone.sourceTokenizer == more.sourceTokenizer)
    }

    @Test func aVocabularyOfSubwordsKeepsToItsSize() throws {
        let pairs = TinyTraining.pairs(300)
        var options = TrainingData.Options(sourceTokens: .subwords, targetTokens: .subwords)
        for size in [14, 20, 60] {
            options.vocabularySize = size
            let data = try TrainingData(training: pairs, options: options)
            #expect((10...size).contains(data.sourceVocabulary.count))
            #expect(!data.training.contains { $0.source.contains(Vocabulary.unknown) })
        }
    }

    @Test func lowercaseJoinsWhatDiffersInCaseAlone() throws {
        let pairs = [TextPair(source: "Ab", target: "C"), TextPair(source: "aB", target: "c")]
        let data = try TrainingData(training: pairs, options: .init(lowercase: true))
        #expect(data.sourceVocabulary.tokens.dropFirst(4) == ["a", "b"])
        #expect(data.training[0] == data.training[1])
    }

    @Test func eachSideHasItsOwnTokens() throws {
        var options = TrainingData.Options()
        options.sourceTokens = .words
        let data = try TrainingData(
            training: [TextPair(source: "two words", target: "ab")], validation: [], options: options)
        #expect(data.sourceVocabulary.tokens.dropFirst(4) == ["two", "words"])
        #expect(data.targetVocabulary.tokens.dropFirst(4) == ["a", "b"])
    }
}
