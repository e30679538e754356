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
        let ignored = (1...columnCount).filter { !columns.all.contains($0) }
        guard !ignored.isEmpty else { return nil }
        let example = ignored.map { firstRow[$0 - 1] }.first { !$0.isBlank } ?? ""
        return .columnsIgnored(path: path, columns: ignored, lines: lineCount, firstLine: firstLine, example: example)
    }

    /// The two columns that hold more than numbers of lines, if there are just two such and not all of them.
    var textColumns: PairColumns? {
        let texts = firstRow.indices.filter { !firstRow[$0].isBlank && RunningNumber(firstRow[$0]) == nil }
        return texts.count == 2 && columnCount > 2 ? PairColumns(source: texts[0] + 1, target: texts[1] + 1) : nil
    }
}
