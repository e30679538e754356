import Testing
import Text
import Training

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

    @Test func eachSideHasItsOwnTokens() throws {
        var options = TrainingData.Options()
        options.sourceTokens = .words
        let data = try TrainingData(
            training: [TextPair(source: "two words", target: "ab")], validation: [], options: options)
        #expect(data.sourceVocabulary.tokens.dropFirst(4) == ["two", "words"])
        #expect(data.targetVocabulary.tokens.dropFirst(4) == ["a", "b"])
    }
}
