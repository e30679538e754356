/// A line cut at its tabs.
struct TableRow {
    /// What stands between the tabs.
    let cells: [Substring]

    init(_ line: String) {
        // Bytes are compared, since a tab with a combining mark after it is another character.
        cells = line.utf8.split(separator: Self.tab, omittingEmptySubsequences: false).map(Substring.init)
    }

    /// A line that is one column, whatever tabs it has.
    init(whole line: String) { cells = [line[...]] }

    /// The sides of a pair; nil if there are not so many columns.
    func pair(_ columns: PairColumns) -> TextPair? {
        guard columns.last <= cells.count else { return nil }
        func text(_ column: Int?) -> String { column.map { String(cells[$0 - 1]) } ?? "" }
        return TextPair(
            source: text(columns.source), target: text(columns.target), tags: text(columns.tags),
            secondSource: text(columns.secondSource))
    }

    /// What the pair's loss is multiplied by, as its column says; nil if that is no finite number of at least 0.
    func weight(_ columns: PairColumns) -> Float? {
        guard let column = columns.weights else { return 1 }
        guard let weight = Float(cells[column - 1]), weight >= 0, weight.isFinite else { return nil }
        return weight
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
