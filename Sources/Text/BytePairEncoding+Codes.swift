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
