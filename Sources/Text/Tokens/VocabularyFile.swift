import Seq2SeqFiles

/// A list of tokens in a file: a token a line, with a count or a score after a tab or a blank or without.
///
/// So `dict.txt` of fairseq, the vocabularies of OpenNMT and subword-nmt and the `.vocab` of SentencePiece can be read.
/// Special tokens that other programs keep there, such as `<s>` and `<unk>`, are left out: every vocabulary has its own.
///
/// ```swift
/// let file = try VocabularyFile(contentsOf: "dict.txt")
/// print(file.vocabulary.count, file.leftOut)
/// ```
public struct VocabularyFile: Sendable {
    /// The tokens in the order of the file, after the reserved ones.
    public let vocabulary: Vocabulary
    /// The special tokens that were left out, in the order of the file.
    public let leftOut: [String]

    /// Reads a file.
    ///
    /// - Throws: `VocabularyFileError` if it cannot be read or is no such list.
    public init(contentsOf path: String) throws(VocabularyFileError) {
        let lines = try Self.lines(of: path)
        if lines.isEmpty { throw .noTokens(path: path) }
        let divider = Self.divider(lines)
        var known: [ExactToken: Int] = [:]
        var (tokens, leftOut): ([String], [String]) = ([], [])
        for (index, line) in lines.enumerated() {
            let number = index + 1
            // A list of characters may have a blank among them.
            if line.utf8.isEmpty || (line.isBlank && line.unicodeScalars.count > 1) {
                throw .blankLine(path: path, line: number)
            }
            var token = line
            if let divider {
                guard let first = Self.divided(line, at: divider) else {
                    throw .noNumber(path: path, line: number, text: String(line.prefix(40)))
                }
                token = first
            }
            if token.endsLineOrColumn { throw .noNumber(path: path, line: number, text: String(line.prefix(40))) }
            if Self.special.contains(token) {
                leftOut.append(token)
                continue
            }
            if let first = known.updateValue(number, forKey: ExactToken(token)) {
                throw .duplicateToken(path: path, line: number, token: token, firstLine: first)
            }
            tokens.append(token)
        }
        if tokens.isEmpty { throw .noTokens(path: path) }
        vocabulary = Vocabulary(ofTexts: tokens)
        self.leftOut = leftOut
    }

    /// What other programs keep in lists of tokens besides those of texts.
    private static let special: Set<String> = [
        "<pad>", "<s>", "</s>", "<unk>", "<blank>", "<mask>", "<bos>", "<eos>", "<sos>", "<go>", "<PAD>", "<S>", "</S>",
        "<UNK>", "<BOS>", "<EOS>", "<SOS>", "<GO>", "<BLANK>", "<MASK>", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]",
        "[BOS]", "[EOS]",
    ]

    /// What fairseq writes behind the count of a token that is there twice with its consent.
    private static let overwritten = " #fairseq:overwrite"

    private static let tab = UInt8(ascii: "\t")
    private static let blank = UInt8(ascii: " ")

    /// What divides tokens from numbers: a tab, if there is any; a blank, if it does so in every line; or nothing.
    private static func divider(_ lines: [String]) -> UInt8? {
        if lines.contains(where: { $0.utf8.contains(tab) }) { return tab }
        return lines.allSatisfy { divided($0, at: blank) != nil } ? blank : nil
    }

    /// What stands before the last divider, if a number stands behind it; nil if not.
    private static func divided(_ line: String, at divider: UInt8) -> String? {
        var bytes = Substring(line).utf8
        if divider == blank, bytes.suffix(overwritten.utf8.count).elementsEqual(overwritten.utf8) {
            bytes = bytes.dropLast(overwritten.utf8.count)
        }
        guard let place = bytes.lastIndex(of: divider), place > bytes.startIndex else { return nil }
        let number = Substring(bytes[bytes.index(after: place)...])
        return Double(number) == nil ? nil : String(Substring(bytes[..<place]))
    }

    private static func lines(of path: String) throws(VocabularyFileError) -> [String] {
        var lines: LineSource
        do throws(SystemError) {
            lines = LineSource(try ByteReader(path))
        } catch {
            throw .unreadable(path: path, code: error.code)
        }
        var found: [String] = []
        while true {
            let line: Result<String, LineError>?
            do throws(SystemError) { line = try lines.next() } catch { throw .unreadable(path: path, code: error.code) }
            if let format = lines.format { throw .foreignFormat(path: path, format) }
            switch line {
            case nil: return found
            case .success(let text): found.append(text)
            case .failure(let error): throw .invalidLine(path: path, error)
            }
        }
    }
}
