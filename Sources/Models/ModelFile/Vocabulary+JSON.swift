import Foundation
import Seq2SeqTensors
import Seq2SeqText
import Synchronization

// Vocabularies as a model file has them: lists of tokens in JSON.

extension Vocabulary {
    /// - Parameter hasEscapes: whether a backslash is in front of tokens that are spelled like reserved names. Files of
    ///   before there were any have such a token only if it has the backslash itself.
    init(json: String, hasEscapes: Bool) throws {
        let tokens = try [String](json: json)
        self = try Vocabulary(tokens: hasEscapes ? tokens : tokens.map { Self.isEscaped($0) ? Self.listed($0) : $0 })
    }

    func json() throws -> String { try tokens.json() }
}

extension [String] {
    init(json: String) throws {
        self = try PlainJSON.strings(json) ?? JSONDecoder().decode([String].self, from: Data(json.utf8))
    }

    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension SafetensorsFile {
    /// Both vocabularies, which two threads read, since the many small strings of a large one take a while.
    func vocabularies(
        hasEscapes: Bool
    ) throws(ModelFileError.Problem) -> (source: Vocabulary, target: Vocabulary) {
        let keys = [ModelFileKey.sourceVocabulary, ModelFileKey.targetVocabulary]
        let found = Mutex<[Result<Vocabulary, ModelFileError.Problem>?]>([nil, nil])
        WorkerPool(threadCount: keys.count).run(keys.count, work: byteCount) { index in
            let vocabulary = Result { () throws(ModelFileError.Problem) in
                try decoded(keys[index]) { try Vocabulary(json: $0, hasEscapes: hasEscapes) }
            }
            found.withLock { $0[index] = vocabulary }
        }
        let (source, target) = found.withLock { ($0[0], $0[1]) }
        guard let source, let target else { preconditionFailure("A vocabulary was left out") }
        return (try source.get(), try target.get())
    }
}
