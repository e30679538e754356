import Seq2SeqFiles

/// Vectors of words that were learnt elsewhere, from a file in the text format of word2vec and fastText (Mikolov et al.
/// 2013; Bojanowski et al. 2017) or of GloVe (Pennington et al. 2014).
///
/// A line is a word and its numbers with blanks between them. The first line may say how many words there are and how
/// many numbers each has. Of a word that comes more than once the first vector counts.
///
/// ```swift
/// let vectors = try WordVectors(contentsOf: path) { vocabulary.id(of: $0) != Vocabulary.unknown }
/// print("\(vectors.words.count) of \(vectors.lineCount) words, \(vectors.dimension) numbers each")
/// ```
public struct WordVectors: Sendable {
    /// How many numbers a vector has.
    public let dimension: Int
    /// The words that were kept, in the order of the file.
    public private(set) var words: [String] = []
    /// `[words, dimension]`, row by row.
    public private(set) var values: [Float] = []
    /// How many vectors the file has, those that were not kept included.
    public private(set) var lineCount = 0
    /// How many vectors the file's first line promises; nil if it does not.
    public let promisedCount: Int?

    /// Reads a file once from its beginning to its end, and keeps the vectors of some words.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - isKept: whether a word's vector is to be kept; numbers of others are not looked at.
    /// - Throws: `WordVectorsError` if the file cannot be read or holds no such vectors.
    public init(
        contentsOf path: String, keeping isKept: (String) -> Bool = { _ in true }
    ) throws(WordVectorsError) {
        var lines = try Self.lines(of: path)
        let head = try Self.head(of: &lines)
        (dimension, promisedCount) = (head.dimension, head.promisedCount)
        var known: Set<ExactToken> = []
        var line = head.firstVector
        if let line { try check(firstVector: line, path: path, line: head.lineCount + 1) }
        while let text = line {
            lineCount += 1
            let word = String(Substring(text.utf8.prefix { !Self.isBlank($0) }))
            if !word.isEmpty && isKept(word) {
                let fields = Self.fields(of: text)
                // A word with blanks in it is another one than its first part.
                if fields.count - 1 <= dimension && known.insert(ExactToken(word)).inserted {
                    try add(fields, path: path, line: head.lineCount + lineCount)
                }
            }
            line = try Self.next(&lines)
        }
        if lineCount == 0 { throw .noVectors(path: path, firstLine: nil) }
    }

    /// How many numbers the vectors of a file have; only its first line is read.
    ///
    /// - Throws: `WordVectorsError` if the file cannot be read or holds no such vectors.
    public static func dimension(ofFile path: String) throws(WordVectorsError) -> Int {
        var lines = try lines(of: path)
        return try head(of: &lines).dimension
    }

    /// Refuses a file whose first line promises fewer numbers than there are.
    private func check(firstVector text: String, path: String, line: Int) throws(WordVectorsError) {
        let fields = Self.fields(of: text)
        let numbers = fields.dropFirst()
        guard numbers.count > dimension, numbers.allSatisfy({ Float($0) != nil }) else { return }
        throw .otherDimension(
            path: path, line: line, word: String(fields[0]), found: numbers.count, expected: dimension)
    }

    private mutating func add(_ fields: [Substring], path: String, line: Int) throws(WordVectorsError) {
        let word = String(fields[0])
        guard fields.count - 1 == dimension else {
            throw .otherDimension(
                path: path, line: line, word: word, found: fields.count - 1, expected: dimension)
        }
        for field in fields.dropFirst() {
            guard let value = Float(field), value.isFinite else {
                throw .notANumber(path: path, line: line, word: word, found: String(field))
            }
            values.append(value)
        }
        words.append(word)
    }
}

extension WordVectors {
    /// What the first line tells.
    private struct Head {
        let dimension: Int
        let promisedCount: Int?
        /// The first line that holds a vector.
        let firstVector: String?

        /// How many lines hold no vector.
        var lineCount: Int { promisedCount == nil ? 0 : 1 }
    }

    private static func lines(of path: String) throws(WordVectorsError) -> LineSource {
        do throws(SystemError) {
            return LineSource(try ByteReader(path))
        } catch {
            throw WordVectorsError(error)
        }
    }

    private static func head(of lines: inout LineSource) throws(WordVectorsError) -> Head {
        let path = lines.bytes.name
        guard let first = try next(&lines) else { throw .noVectors(path: path, firstLine: nil) }
        let fields = fields(of: first)
        if fields.count == 2, let count = Int(fields[0]), let dimension = Int(fields[1]), count >= 0, dimension > 0 {
            return Head(dimension: dimension, promisedCount: count, firstVector: try next(&lines))
        }
        // A word with a single number is no vector that anybody makes, but a header that is wrong.
        guard fields.count > 2, fields.dropFirst().allSatisfy({ Float($0) != nil }) else {
            throw .noVectors(path: path, firstLine: String(first.prefix(40)))
        }
        return Head(dimension: fields.count - 1, promisedCount: nil, firstVector: first)
    }

    private static func next(_ lines: inout LineSource) throws(WordVectorsError) -> String? {
        let line: Result<String, LineError>?
        do throws(SystemError) { line = try lines.next() } catch { throw WordVectorsError(error) }
        if let format = lines.format { throw .foreignFormat(path: lines.bytes.name, format) }
        switch line {
        case nil: return nil
        case .success(let text): return text
        case .failure(let error): throw .invalidLine(path: lines.bytes.name, error)
        }
    }

    private static func fields(of line: String) -> [Substring] {
        line.utf8.split(whereSeparator: isBlank).map(Substring.init)
    }

    /// Words may hold every other kind of white space.
    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
