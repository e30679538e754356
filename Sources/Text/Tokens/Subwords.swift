import Seq2SeqFiles

/// How words or texts are cut into subwords, made elsewhere: merges of subword-nmt or a model of SentencePiece.
///
/// ```swift
/// let subwords = try Subwords(contentsOf: "bpe.codes")
/// print(Tokenizer(subwords).tokens(of: "a cat"))
/// ```
public enum Subwords: Sendable, Equatable {
    /// Merges of byte-pair encoding, as `subword-nmt learn-bpe` writes them.
    case merges(BytePairEncoding)
    /// A model of SentencePiece, with pieces of its own.
    case pieces(SentencePieceModel)

    /// Reads a file of either kind.
    ///
    /// - Throws: `SubwordsError` if it cannot be read or is something else.
    public init(contentsOf path: String) throws(SubwordsError) {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = Array(try ByteReader.contents(of: path))
        } catch {
            throw .unreadable(path: path, code: error.code)
        }
        if let format = FileFormat(head: bytes) { throw .foreignFormat(path: path, format) }
        let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        if bytes.dropFirst(mark).starts(with: "#version".utf8) {
            guard let text = String(validating: bytes.dropFirst(mark), as: UTF8.self) else {
                throw .invalidText(path: path)
            }
            do throws(BytePairError) {
                self = .merges(try BytePairEncoding(codes: text))
            } catch {
                throw .merges(path: path, error)
            }
            return
        }
        do throws(SentencePieceError) {
            self = .pieces(try SentencePieceModel(serialized: bytes))
        } catch {
            if let line = Self.firstLine(bytes) { throw .text(path: path, firstLine: line) }
            throw .pieces(path: path, error)
        }
    }

    /// The beginning of the first line of text; nil if the bytes are something else.
    private static func firstLine(_ bytes: [UInt8]) -> String? {
        let line = bytes.prefix { $0 != 0x0A }.prefix(200)
        guard bytes.allSatisfy({ $0 >= 0x20 || [0x09, 0x0A, 0x0D].contains($0) }) else { return nil }
        return String(String(decoding: line, as: UTF8.self).prefix(40))
    }

    /// The tokens of a model of SentencePiece: its pieces, but for those that stand in no text or would tear a line of
    /// output. Nil for merges, whose tokens are those that occur in texts.
    public var vocabulary: Vocabulary? {
        guard case .pieces(let model) = self else { return nil }
        var known: Set<ExactToken> = []
        let torn = [0x09, 0x0A, 0x0D].map(SentencePieceModel.piece(ofByte:))
        let tokens = model.pieces.filter { piece in
            [.normal, .userDefined, .byte].contains(piece.kind) && !piece.text.endsLineOrColumn
                && !(piece.kind == .byte && torn.contains(piece.text)) && known.insert(ExactToken(piece.text)).inserted
        }
        return Vocabulary(ofTexts: tokens.map(\.text))
    }
}

extension Tokenizer {
    /// A tokenizer that cuts texts into subwords that were made elsewhere.
    ///
    /// - Parameters:
    ///   - subwords: how they are cut.
    ///   - lowercase: whether letters are made lower-case first.
    ///   - normalization: the form that texts are put in; a model of SentencePiece has its own.
    public init(_ subwords: Subwords, lowercase: Bool = false, normalization: Normalization = .nfc) {
        switch subwords {
        case .merges(let encoding):
            self.init(Method.subwords(encoding), lowercase: lowercase, normalization: normalization)
        case .pieces(let model):
            self.init(Method.pieces(model), lowercase: lowercase, normalization: normalization)
        }
    }

    /// How texts are cut into subwords; nil if tokens are something else.
    public var subwords: Subwords? {
        switch method {
        case .subwords(let encoding): .merges(encoding)
        case .pieces(let model): .pieces(model)
        case .characters, .charactersAndTags, .codePoints, .bytes, .words, .wordsAndPunctuation: nil
        }
    }
}
