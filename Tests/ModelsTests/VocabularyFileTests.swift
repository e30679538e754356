import Foundation
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqText
import Testing

/// Tokens that are spelled like the reserved names, in a model file.
struct VocabularyFileTests {
    private static let words = ["<s>", "\\<s>", "</s>", "<pad>", "<unk>", "a"]

    private func model(_ words: [String]) throws -> TranslationModel {
        let model = try TinyModels.make(targetTokenizer: .words)
        let target = Vocabulary(counting: [words])
        var configuration = model.network.configuration
        configuration.targetVocabularySize = target.count
        var random = RandomSource(seed: 3)
        return TranslationModel(
            network: EncoderDecoder(configuration, using: &random), sourceVocabulary: model.sourceVocabulary,
            targetVocabulary: target, sourceTokenizer: model.sourceTokenizer, targetTokenizer: model.targetTokenizer,
            lengthRatio: 1)
    }

    @Test func theyComeBackAtTheirIds() throws {
        try TinyModels.withDirectory { directory in
            let model = try model(Self.words)
            try model.write(to: directory + "/m")
            let read = try TranslationModel(contentsOf: directory + "/m").targetVocabulary
            #expect(read == model.targetVocabulary)
            #expect(read.tokens(of: read.ids(of: Self.words)) == Self.words)
        }
    }

    @Test func inAFileOfBeforeABackslashIsABackslash() throws {
        try TinyModels.withDirectory { directory in
            // Its second word is `\<s>`, and none is `<s>`.
            try model(["a", "\\\\<s>"]).write(to: directory + "/m")
            let url = URL(fileURLWithPath: directory + "/m")
            var file = try EditableFile(Data(contentsOf: url))
            file.dropChecksums()
            #expect(file.metadata.removeValue(forKey: "vocabulary_escapes") != nil)
            file.metadata["target_vocabulary"] = #"["<pad>","<s>","</s>","<unk>","\\<s>","a"]"#
            try file.bytes().write(to: url)
            let read = try TranslationModel(contentsOf: directory + "/m").targetVocabulary
            #expect(read.ids(of: ["\\<s>", "<s>", "a"]) == [4, Vocabulary.unknown, 5])
            #expect(read[4] == "\\<s>")
        }
    }

    @Test func aFileWithoutThemIsAsItEverWas() throws {
        try TinyModels.withDirectory { directory in
            try model(["a", "\\b"]).write(to: directory + "/m")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: directory + "/m"))
            #expect(bytes.range(of: Data("vocabulary_escapes".utf8)) == nil)
        }
    }
}
