import Foundation
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqText
import Testing

/// Files that are read in many pieces, by several threads.
struct WeightReaderTests {
    /// Sizes that are no multiples of a panel's, tensors of many pieces and of one.
    private static func model() throws -> TranslationModel {
        let tokens = (0..<1500).map { "w\($0)\"\\\t/\n\u{1}é"[...].prefix($0 % 9 + 3) }.map(String.init)
        let source = try Vocabulary(
            tokens: Vocabulary.reservedTokens + Set(tokens).sorted() + (0..<900).map { "v\($0)" })
        let target = try Vocabulary(tokens: Vocabulary.reservedTokens + (0..<333).map { "u\($0)" })
        var configuration = EncoderDecoder.Configuration(
            sourceVocabularySize: source.count, targetVocabularySize: target.count)
        configuration.embedding = 37
        configuration.hidden = 90
        configuration.bidirectional = true
        configuration.attention = .additive
        var random = RandomSource(seed: 9)
        return TranslationModel(
            network: EncoderDecoder(configuration, using: &random), sourceVocabulary: source,
            targetVocabulary: target, sourceTokenizer: .words, targetTokenizer: .words, lengthRatio: 1)
    }

    @Test(arguments: [1, 2, 5])
    func anyNumberOfThreadsReadsTheSameBits(threads: Int) throws {
        for model in try [Self.model(), Self.model().quantized()] {
            try TinyModels.withDirectory { directory in
                try model.write(to: directory + "/m")
                let read = try TranslationModel(contentsOf: directory + "/m", threads: threads)
                #expect(TinyModels.weights(read) == TinyModels.weights(model))
                #expect(read.sourceVocabulary == model.sourceVocabulary && read.precision == model.precision)
                try read.write(to: directory + "/again")
                #expect(
                    FileManager.default.contentsEqual(atPath: directory + "/m", andPath: directory + "/again"))
            }
        }
    }

    @Test func aByteThatChangedAnywhereIsSeen() throws {
        var random = RandomSource(seed: 4)
        for model in try [Self.model(), Self.model().quantized()] {
            try TinyModels.withDirectory { directory in
                try model.write(to: directory + "/m")
                let file = try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
                let data = try EditableFile(file).data
                for _ in 0..<60 {
                    var changed = file
                    changed[file.count - 1 - random.next(below: data.count)] ^= 1 << UInt8(random.next(below: 8))
                    try changed.write(to: URL(fileURLWithPath: directory + "/c"))
                    #expect(throws: ModelFileError(path: directory + "/c", problem: .altered(part: "data"))) {
                        try TranslationModel(contentsOf: directory + "/c", threads: 2)
                    }
                }
            }
        }
    }

    /// What is in use is a copy: no change of the file, not even its end, reaches a model that was read.
    @Test func aModelDoesNotDependOnItsFileAnyMore() throws {
        let model = try Self.model()
        let read = try TinyModels.withDirectory { directory in
            try model.write(to: directory + "/m")
            let read = try TranslationModel(contentsOf: directory + "/m")
            #expect(truncate(directory + "/m", 0) == 0)
            return read
        }
        #expect(TinyModels.weights(read) == TinyModels.weights(model))
    }

    /// Headers are spelled in many ways; what is plain is read by a reader of its own, which must see the same.
    @Test func otherSpellingsOfTheHeaderGiveTheSameModel() throws {
        let model = try Self.model()
        try TinyModels.withDirectory { directory in
            let path = directory + "/m"
            try model.write(to: path)
            let file = try EditableFile(Data(contentsOf: URL(fileURLWithPath: path)))
            for options: JSONSerialization.WritingOptions in [[], .prettyPrinted, .withoutEscapingSlashes] {
                let json = try JSONSerialization.data(withJSONObject: file.header, options: options)
                let length = Data((0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) })
                try (length + json + file.data).write(to: URL(fileURLWithPath: path))
                let read = try TranslationModel(contentsOf: path)
                #expect(TinyModels.weights(read) == TinyModels.weights(model))
                #expect(read.sourceVocabulary == model.sourceVocabulary)
            }
        }
    }

    @Test(arguments: [
        "{\"a\":1,}", "{\"a\":{}}x", "{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}",
        "{\"__metadata__\":{\"a\":\"b}}",
        "{\"__metadata__\":{\"a\":\"\\q\"}}", "{\"__metadata__\":{\"a\" \"b\"}}", "{\"__metadata__\":[]}", "{\"a\"",
        "{",
    ])
    func aBrokenHeaderIsNoHeader(json: String) throws {
        let bytes = Data([UInt8(json.utf8.count), 0, 0, 0, 0, 0, 0, 0]) + Data(json.utf8)
        do {
            _ = try reading(bytes)
            Issue.record("\(json) is read")
        } catch let error as ModelFileError {
            #expect(error.problem == .notSafetensors)
        }
    }
}
