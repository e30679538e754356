// The file format of subword-nmt: a line with the version, then a merge a line, its symbols divided by a blank.

extension BytePairEncoding {
    private static let version = "#version: 0.2"

    /// The merges as `subword-nmt learn-bpe` writes them.
    public var codes: String {
        ([Self.version] + merges.map(\.code)).map { $0 + "\n" }.joined()
    }

    /// Reads what `subword-nmt learn-bpe` has written.
    ///
    /// - Throws: What is wrong with which line. The format of before version 0.2, which marks the ends of words in
    ///   another way, is refused.
    public init(codes: String) throws(BytePairError) {
        var lines = codes.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        while lines.last?.isEmpty == true { lines.removeLast() }
        let first = lines.popFirst().map { String(Substring($0)) } ?? ""
        let words = first.split { $0.isWhitespace }
        guard words.count == 2, words[0] == "#version:", ["0.2", "0.2.0"].contains(words[1]) else {
            throw .unknownVersion(line: first)
        }
        var merges: [Merge] = []
        for (index, line) in lines.enumerated() {
            let line = String(Substring(line))
            guard let merge = Merge(code: line) else { throw .notAMerge(line: index + 2, text: line) }
            merges.append(merge)
        }
        self.init(merges: merges)
    }
}

extension BytePairEncoding.Merge {
    /// Both symbols with a blank between them.
    package var code: String { first + " " + second }

    /// Two symbols with one blank between them, and nothing else but blanks and a `\r` around.
    package init?(code: String) {
        var bytes = Substring(code).utf8
        while let last = bytes.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        while bytes.first == UInt8(ascii: " ") { bytes.removeFirst() }
        let symbols = bytes.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard symbols.count == 2, !symbols[0].isEmpty, !symbols[1].isEmpty else { return nil }
        self.init(String(Substring(symbols[0])), String(Substring(symbols[1])))
    }
}

/// Why a text is no list of merges. Lines count from 1.
public enum BytePairError: Error, Sendable, Equatable {
    /// The first line does not name a version that can be read.
    case unknownVersion(line: String)

    /// A line is not two symbols with a blank between them.
    case notAMerge(line: Int, text: String)
}

extension BytePairError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .unknownVersion(let line):
            "Line 1 is \(line.debugDescription), where '#version: 0.2' is expected, as subword-nmt writes it."
        case .notAMerge(let line, let text):
            "Line \(line) is \(text.debugDescription), where two symbols with one blank between them are expected."
        }
    }
}
