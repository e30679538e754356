import Foundation
import Seq2SeqFiles
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

// The model file: weights, configuration and vocabularies in one safetensors file, with PyTorch's names and shapes.

extension TranslationModel {
    static let format = "seq2seq"
    static let formatVersion = "1"

    /// Reads a model file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - threads: how many threads share the work, or nil for one a core.
    /// - Throws: what is wrong with a file that is not there, cut short, altered, of another format or of a later
    ///   version. No file makes it trap.
    public init(contentsOf path: String, threads: Int? = nil) throws(ModelFileError) {
        do throws(ModelFileError.Problem) {
            let reader = try ByteReader.opening(path)
            var (file, start) = try SafetensorsFile.withoutData(reader)
            let source: WeightReader.Source
            if let found = reader.byteCount {
                let expected = start + file.byteCount
                guard found >= expected else { throw .cutShort(expected: expected, found: found) }
                guard found == expected else { throw .trailingBytes(expected: expected) }
                source = .file(reader, start: start)
            } else {
                try file.readData(of: reader, from: start)
                source = .memory(file.data)
            }
            let checksum = try file.checkHeader(format: Self.format, version: Self.formatVersion)
            let workspace = Workspace(threads: threads)
            try self.init(file) { parameters, uses throws(ModelFileError.Problem) in
                try file.read(&parameters, uses, from: source, checksum: checksum, on: workspace)
            }
        } catch {
            throw ModelFileError(path: path, problem: error)
        }
    }

    /// Reads a model file, such as one of an app's bundle.
    ///
    /// - Throws: what is wrong with it, as with a path.
    public init(contentsOf url: URL, threads: Int? = nil) throws(ModelFileError) {
        try self.init(contentsOf: url.filePath(), threads: threads)
    }

    /// Reads the bytes of a model file.
    ///
    /// - Parameters:
    ///   - data: the bytes.
    ///   - threads: how many threads share the work, or nil for one a core.
    /// - Throws: what is wrong with them. No bytes make it trap.
    public init(data: Data, threads: Int? = nil) throws(ModelFileError) {
        do throws(ModelFileError.Problem) {
            let file = try SafetensorsFile(bytes: data)
            let checksum = try file.checkHeader(format: Self.format, version: Self.formatVersion)
            let workspace = Workspace(threads: threads)
            try self.init(file) { parameters, uses throws(ModelFileError.Problem) in
                try file.read(&parameters, uses, from: .memory(file.data), checksum: checksum, on: workspace)
            }
        } catch {
            throw ModelFileError(path: ModelFileSource.data(data).name, problem: error)
        }
    }

    /// The model of a file whose format and checksums are right.
    ///
    /// - Parameter fill: gives declared weights their values; it is told how each is read.
    init(
        _ file: SafetensorsFile,
        fill: (inout ParameterStore, [WeightUse]) throws(ModelFileError.Problem) -> Void
    ) throws(ModelFileError.Problem) {
        let stored: StoredConfiguration = try file.decoded(ModelFileKey.configuration) { try .init(json: $0) }
        let hasEscapes = file.metadata[ModelFileKey.vocabularyEscapes] != nil
        let texts = try stored.texts()
        let (sourceVocabulary, targetVocabulary) = try file.vocabularies(hasEscapes: hasEscapes)
        if let id = targetVocabulary.tokens.firstIndex(where: \.endsLineOrColumn) {
            throw .brokenLine(token: targetVocabulary.tokens[id], id: id)
        }
        let tagVocabulary: Vocabulary? =
            file.metadata[ModelFileKey.tagVocabulary] == nil
            ? nil
            : try file.decoded(ModelFileKey.tagVocabulary) { try .init(json: $0, hasEscapes: hasEscapes) }
        let sourceTokenizer = try file.tokenizer(
            texts.sourceTokens, merges: ModelFileKey.sourceMerges, pieces: ModelFileKey.sourcePieces, texts)
        let targetTokenizer = try file.tokenizer(
            texts.targetTokens, merges: ModelFileKey.targetMerges, pieces: ModelFileKey.targetPieces, texts
        ).ordered(texts.targetOrder)
        let configuration = try stored.network(
            sourceVocabularySize: texts.targetOnly ? 0 : sourceVocabulary.count,
            targetVocabularySize: targetVocabulary.count, tagVocabularySize: tagVocabulary?.count ?? 0,
            texts: texts)
        if texts.targetOnly {
            guard configuration.needingSource.isEmpty, configuration.furtherSourceCount == 0,
                sourceVocabulary.textTokenCount == 0
            else {
                throw .invalidMetadata(
                    key: ModelFileKey.configuration,
                    reason: "is impossible: a language model reads no source, but it has parts that do")
            }
        }
        var network = EncoderDecoder(declaring: configuration)
        try fill(&network.parameters, network.weightUses)
        var record = stored.trainingRecord
        if file.metadata[ModelFileKey.settings] != nil {
            record.choices = try file.decoded(ModelFileKey.settings) {
                try JSONDecoder().decode([SettingChoice].self, from: Data($0.utf8))
            }
        }
        self.init(
            network: network, sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary,
            tagVocabulary: tagVocabulary, sourceTokenizer: sourceTokenizer, targetTokenizer: targetTokenizer,
            lengthRatio: texts.lengthRatio, trainingRecord: record)
        allowsBlank = texts.allowsBlank
        shortlist = try file.shortlist(sourceCount: sourceVocabulary.count, targetCount: targetVocabulary.count)
    }

    /// Writes a model file: floats, or 8-bit integers with their scales of a model that was ``quantized(threads:)``.
    /// Equal models give equal bytes, and a crash at any moment leaves the old file whole.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to path: String) throws(ModelFileError) { try write(to: path, adding: nil) }

    /// Writes a model file, as to a path.
    ///
    /// - Throws: `ModelFileError` with the system's reason.
    public func write(to url: URL) throws(ModelFileError) { try write(to: url.filePath()) }

    /// The bytes of a model file; equal models give equal ones.
    ///
    /// - Throws: `ModelFileError` if the model holds what has no place in a file.
    public func data() throws(ModelFileError) -> Data {
        do {
            return try output(adding: nil).bytes(with: metadata(adding: nil))
        } catch {
            throw ModelFileError(path: ModelFileSource.data(Data()).name, problem: .notEncodable(reason: "\(error)"))
        }
    }

    /// Writes a model file, or with an addition a file of another format that holds more than the model.
    package func write(to path: String, adding addition: ModelFileAddition?) throws(ModelFileError) {
        do {
            try output(adding: addition)
                .write(to: path, with: metadata(adding: addition), checksTensors: addition != nil)
        } catch let error as SystemError {
            throw ModelFileError(path: path, problem: .init(error))
        } catch {
            throw ModelFileError(path: path, problem: .notEncodable(reason: "\(error)"))
        }
    }

    private func output(adding addition: ModelFileAddition?) -> SafetensorsOutput {
        var file = SafetensorsOutput()
        // A training goes on with floats.
        file.append(addition == nil ? network.parameters : network.parameters.inFloats)
        for vector in addition?.parts ?? [] { file.append(ModelFileAddition.prefix + vector.name, vector.values) }
        for vector in addition?.vectors ?? [] { file.append(ModelFileAddition.prefix + vector.name, vector.values) }
        return file
    }

    /// The CRC-32 of the weights' data that a file of the model has, in hexadecimal.
    package var checksum: String {
        var file = SafetensorsOutput()
        file.append(network.parameters)
        return file.dataChecksum
    }

    private func metadata(adding addition: ModelFileAddition?) throws -> [String: String] {
        var metadata = [
            ModelFileKey.format: addition == nil ? Self.format : ModelFileAddition.format,
            ModelFileKey.formatVersion: Self.formatVersion,
            ModelFileKey.configuration: try StoredConfiguration(of: self).json(),
            ModelFileKey.sourceVocabulary: try sourceVocabulary.json(),
            ModelFileKey.targetVocabulary: try targetVocabulary.json(),
        ]
        metadata[ModelFileKey.tagVocabulary] = try tagVocabulary?.json()
        let tokens = sourceVocabulary.tokens + targetVocabulary.tokens + (tagVocabulary?.tokens ?? [])
        if tokens.contains(where: Vocabulary.isEscaped) {
            metadata[ModelFileKey.vocabularyEscapes] = ModelFileKey.backslash
        }
        if let addition { metadata[ModelFileKey.addition] = addition.text }
        if !trainingRecord.choices.isEmpty {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            metadata[ModelFileKey.settings] = String(
                decoding: try encoder.encode(trainingRecord.choices), as: UTF8.self)
        }
        metadata[ModelFileKey.sourceMerges] = try sourceTokenizer.mergesJSON()
        metadata[ModelFileKey.targetMerges] = try targetTokenizer.mergesJSON()
        metadata[ModelFileKey.sourcePieces] = sourceTokenizer.piecesInBase64
        metadata[ModelFileKey.targetPieces] = targetTokenizer.piecesInBase64
        // Who goes on training makes it anew.
        if addition == nil { metadata[ModelFileKey.shortlist] = shortlist?.json }
        return metadata
    }
}

extension Tokenizer {
    /// The merges of subwords; nil if tokens are something else.
    fileprivate func mergesJSON() throws -> String? {
        guard case .subwords(let encoding) = method else { return nil }
        return try encoding.merges.map(\.code).json()
    }

    /// A model of SentencePiece; nil if tokens are something else.
    fileprivate var piecesInBase64: String? {
        guard case .pieces(let model) = method else { return nil }
        return Data(model.serialized).base64EncodedString()
    }
}

extension SafetensorsFile {
    func decoded<Value>(
        _ key: String, _ decode: (String) throws -> Value
    ) throws(ModelFileError.Problem) -> Value {
        let json = try text(key)
        do {
            return try decode(json)
        } catch let error as VocabularyError {
            throw .invalidMetadata(key: key, reason: "is no vocabulary: \(error)")
        } catch {
            throw .invalidMetadata(key: key, reason: "is not the JSON that it should be")
        }
    }

    /// The tokenizer of a side, with the merges or the pieces that are under a key if it needs any.
    fileprivate func tokenizer(
        _ tokenization: Tokenization, merges key: String, pieces piecesKey: String, _ texts: StoredTexts
    ) throws(ModelFileError.Problem) -> Tokenizer {
        func tokenizer(_ method: Tokenizer.Method) -> Tokenizer {
            Tokenizer(method, lowercase: texts.lowercase, normalization: texts.normalization)
        }
        switch tokenization {
        case .characters: return tokenizer(.characters)
        case .charactersAndTags: return tokenizer(.charactersAndTags)
        case .codePoints: return tokenizer(.codePoints)
        case .bytes: return tokenizer(.bytes)
        case .words: return tokenizer(.words)
        case .wordsAndPunctuation: return tokenizer(.wordsAndPunctuation)
        case .subwords: break
        }
        if let pieces = metadata[piecesKey] { return tokenizer(.pieces(try Self.pieces(pieces, key: piecesKey))) }
        let codes: [String] = try decoded(key) { try .init(json: $0) }
        var merges: [BytePairEncoding.Merge] = []
        merges.reserveCapacity(codes.count)
        for code in codes {
            guard let merge = BytePairEncoding.Merge(code: code) else {
                throw .invalidMetadata(
                    key: key, reason: "has \(code.debugDescription), which is no merge of two symbols")
            }
            merges.append(merge)
        }
        return tokenizer(.subwords(BytePairEncoding(merges: merges)))
    }

    private static func pieces(
        _ text: String, key: String
    ) throws(ModelFileError.Problem) -> SentencePieceModel {
        guard let data = Data(base64Encoded: text) else {
            throw .invalidMetadata(key: key, reason: "is not the base 64 that it should be")
        }
        do throws(SentencePieceError) {
            return try SentencePieceModel(serialized: Array(data))
        } catch {
            throw .invalidMetadata(key: key, reason: "is no model of SentencePiece. \(error)")
        }
    }
}
