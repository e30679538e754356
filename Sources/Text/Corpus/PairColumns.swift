import Seq2SeqSettings

/// Which columns of a table of pairs hold sources and targets, counted from 1.
public struct PairColumns: Sendable, Hashable {
    /// The column of the sources.
    public let source: Int

    /// The column of the targets.
    public let target: Int

    /// Two different columns, counted from 1.
    public init(source: Int, target: Int) {
        require(
            source > 0 && target > 0 && source != target,
            "Sources and targets must be in two columns counted from 1, but are in \(source) and \(target)")
        self.source = source
        self.target = target
    }

    /// The first column and the second.
    public static let firstTwo = PairColumns(source: 1, target: 2)

    /// The last column that is needed.
    var last: Int { max(source, target) }
}

/// A line cut at its tabs.
struct TableRow {
    /// What stands between the tabs.
    let cells: [Substring]

    init(_ line: String) {
        // Bytes are compared, since a tab with a combining mark after it is another character.
        cells = line.utf8.split(separator: Self.tab, omittingEmptySubsequences: false).map(Substring.init)
    }

    /// The sides of a pair; nil if there are not so many columns.
    func pair(_ columns: PairColumns) -> TextPair? {
        guard columns.last <= cells.count else { return nil }
        return TextPair(source: String(cells[columns.source - 1]), target: String(cells[columns.target - 1]))
    }

    /// Whether a carriage return stands where lines end: cut there, the pieces are equally many columns.
    static func isJoinedByCarriageReturns(_ line: String) -> Bool {
        guard line.utf8.contains(carriageReturn) else { return false }
        var pieces = line.utf8.split(separator: carriageReturn, omittingEmptySubsequences: false)
        if pieces.last?.isEmpty ?? false { pieces.removeLast() }
        let counts = Set(pieces.map { $0.count { $0 == tab } })
        return pieces.count > 1 && counts.count == 1 && counts != [0]
    }

    static let tab = UInt8(ascii: "\t")
    static let carriageReturn = UInt8(ascii: "\r")
}

/// How many columns the lines of a table have.
struct ColumnCounts {
    /// Lines with equally many columns.
    struct Kind {
        let columnCount: Int
        let firstLine: Int
        /// What the first of them holds.
        let firstRow: [String]
        var lineCount: Int
    }

    /// In the order of their first lines.
    private var kinds: [Kind] = []
    /// The columns of each line that was added.
    private(set) var counts: [Int] = []

    /// The lines that are as the first.
    var first: Kind? { kinds.first }

    /// The lines that are as most are; of kinds that are equally frequent, the one that comes first.
    var usual: Kind? {
        kinds.max { $0.lineCount < $1.lineCount || ($0.lineCount == $1.lineCount && $0.firstLine > $1.firstLine) }
    }

    /// Counts the columns of a line.
    mutating func add(_ row: TableRow, line: Int) {
        counts.append(row.cells.count)
        if let place = kinds.firstIndex(where: { $0.columnCount == row.cells.count }) {
            kinds[place].lineCount += 1
        } else {
            kinds.append(
                Kind(
                    columnCount: row.cells.count, firstLine: line, firstRow: row.cells.map(String.init), lineCount: 1))
        }
    }
}

extension ColumnCounts.Kind {
    /// Says which columns are not read; nil if there are no more than the pairs take.
    func notice(_ columns: PairColumns, path: String) -> CorpusNotice? {
        let ignored = (1...columnCount).filter { $0 != columns.source && $0 != columns.target }
        guard !ignored.isEmpty else { return nil }
        let example = ignored.map { firstRow[$0 - 1] }.first { !$0.isBlank } ?? ""
        return .columnsIgnored(path: path, columns: ignored, lines: lineCount, firstLine: firstLine, example: example)
    }

    /// The two columns that hold more than digits, if there are just two such and not all of them.
    var textColumns: PairColumns? {
        let texts = firstRow.indices.filter { !firstRow[$0].isBlank && !firstRow[$0].isNumber }
        return texts.count == 2 && columnCount > 2 ? PairColumns(source: texts[0] + 1, target: texts[1] + 1) : nil
    }
}

extension String {
    /// Whether the text is nothing but ASCII digits.
    var isNumber: Bool { !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
