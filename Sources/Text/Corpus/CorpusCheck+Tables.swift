// Traces that databases and spreadsheets leave in a table of pairs.

extension CorpusCheck {
    /// Sides that look like numbers of lines: all are digits, and the file has further columns, or they count upwards.
    static func numbers(
        _ pairs: [TextPair], lineNumbers: [Int], columnCount: Int, textColumns: PairColumns?
    ) -> [CorpusFinding] {
        CorpusFinding.Side.allCases.compactMap { side in
            let texts = pairs.lazy.map { side.text(of: $0) }
            guard let firstLine = lineNumbers.first, texts.allSatisfy({ $0.isNumber && $0.utf8.count < 18 }) else {
                return nil
            }
            let numbers = texts.compactMap { Int($0) }
            let counts = numbers.count > 9 && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
            guard columnCount > 2 || counts else { return nil }
            return .numbers(side: side, firstLine: firstLine, textColumns: textColumns)
        }
    }

    /// A first line that names the columns.
    static func header(_ pairs: [TextPair], lineNumbers: [Int]) -> CorpusFinding? {
        guard let first = pairs.first, pairs.count > 1, let line = lineNumbers.first else { return nil }
        let names = [first.source, first.target].map {
            $0.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "_" }
        }
        guard names[0] != names[1], names.allSatisfy(headerNames.contains) else { return nil }
        return .header(line: line, source: first.source, target: first.target)
    }

    /// Cells in quotation marks, as spreadsheets write those that hold tabs, line ends or quotation marks: in such a
    /// file a line end within a cell makes pairs of what is none.
    static func quotedCells(_ pairs: [TextPair], lineNumbers: [Int]) -> CorpusFinding? {
        let suspicious = pairs.indices.filter { index in
            let (source, target) = (Quoting(pairs[index].source), Quoting(pairs[index].target))
            if source.isEscaped || target.isEscaped { return true }
            // A tab within a cell: it opens in one column and closes in the next.
            if source.opens && target.closes { return true }
            // A line end within the last cell: it opens here and closes at the start of the next line.
            guard !source.isOdd, target.opens, index + 1 < pairs.count else { return false }
            let next = (Quoting(pairs[index + 1].source), Quoting(pairs[index + 1].target))
            return next.0.isOdd && !next.0.startsQuoted && !next.1.isOdd
        }
        if let first = suspicious.first {
            return .quotedCells(count: suspicious.count, firstLine: lineNumbers[first])
        }
        let wrapped = pairs.indices.filter {
            Quoting(pairs[$0].source).isWrapped && Quoting(pairs[$0].target).isWrapped
        }
        guard let first = wrapped.first, wrapped.count > 1, 10 * wrapped.count >= 9 * pairs.count else { return nil }
        return .quotedCells(count: wrapped.count, firstLine: lineNumbers[first])
    }

    /// Text that another program has cut into subwords.
    static func subwordMarks(_ pairs: [TextPair], lineNumbers: [Int]) -> [CorpusFinding] {
        CorpusFinding.Side.allCases.compactMap { side in
            let marked = pairs.indices.filter { index in
                let text = side.text(of: pairs[index])
                return text.contains("@@ ") || text.unicodeScalars.contains("\u{2581}")
            }
            guard let first = marked.first, 10 * marked.count >= pairs.count else { return nil }
            return .subwordMarks(side: side, count: marked.count, firstLine: lineNumbers[first])
        }
    }

    /// What the first line of a table calls columns of texts.
    private static let headerNames: Set<String> = [
        "id", "source", "target", "src", "tgt", "trg", "input", "output", "text", "translation", "original",
        "sentence", "sentence1", "sentence2", "source text", "target text", "source_text", "target_text", "question",
        "answer", "query", "response", "prompt", "completion", "article", "summary", "label", "text1", "text2",
        "english", "german", "french", "spanish", "italian", "portuguese", "dutch", "russian", "polish", "czech",
        "turkish", "arabic", "hebrew", "persian", "hindi", "chinese", "japanese", "korean", "vietnamese", "ukrainian",
        "swedish", "finnish", "greek", "romanian", "hungarian", "en", "de", "fr", "es", "it", "pt", "nl", "ru", "pl",
        "cs", "tr", "ar", "he", "fa", "hi", "zh", "ja", "ko", "vi", "uk", "sv", "fi", "el", "ro", "hu",
    ]
}

/// The quotation marks of a cell.
private struct Quoting {
    let startsQuoted: Bool
    let endsQuoted: Bool
    let isOdd: Bool
    /// Whether quotation marks within the cell are doubled.
    let isDoubled: Bool

    private static let mark = UInt8(ascii: "\"")

    init(_ text: String) {
        let bytes = text.utf8
        let count = bytes.count { $0 == Self.mark }
        guard count > 0 else {
            (startsQuoted, endsQuoted, isOdd, isDoubled) = (false, false, false, false)
            return
        }
        startsQuoted = bytes.first == Self.mark
        endsQuoted = bytes.last == Self.mark
        isOdd = !count.isMultiple(of: 2)
        isDoubled = count > 2 && text.contains("\"\"")
    }

    var opens: Bool { startsQuoted && isOdd }
    var closes: Bool { endsQuoted && !startsQuoted && isOdd }
    /// Whether the whole cell is in quotation marks.
    var isWrapped: Bool { startsQuoted && endsQuoted && !isOdd }
    /// Whether it is in quotation marks because it holds some, which are doubled.
    var isEscaped: Bool { isWrapped && isDoubled }
}

extension CorpusFinding.Side {
    /// The text of a pair on this side.
    func text(of pair: TextPair) -> String {
        switch self {
        case .source: pair.source
        case .target: pair.target
        }
    }
}
