/// Something in a corpus that often is a mistake. Lines count from 1.
public enum CorpusFinding: Sendable, Hashable {
    /// The sides of a pair.
    public enum Side: String, Sendable, CaseIterable {
        /// What the model reads.
        case source
        /// What the model should write.
        case target
    }

    /// A side is numbers and no texts, as are ids; the columns that hold texts, if that can be told.
    case numbers(side: Side, firstLine: Int, textColumns: PairColumns?)

    /// A line seems to name the columns.
    case header(line: Int, source: String, target: String)

    /// This many pairs have sides in quotation marks as spreadsheets write them.
    case quotedCells(count: Int, firstLine: Int)

    /// This many texts of a side have been cut into subwords before.
    case subwordMarks(side: Side, count: Int, firstLine: Int)

    /// From about one line to about another, sources fit targets of other lines better than their own.
    case misaligned(firstLine: Int, lastLine: Int, shift: Int)

    /// This many pairs have a side that is several times as long as the other suggests.
    case unlikeLengths(count: Int, firstLine: Int)

    /// This many pairs stand in the corpus before.
    case repeated(count: Int, firstLine: Int)

    /// This many pairs have two equal sides, in a corpus where most have not.
    case untranslated(count: Int, firstLine: Int)

    /// This many lines of a side hold a character of a kind; the scalar is the first one.
    case awkward(AwkwardCharacter, scalar: Unicode.Scalar, side: Side, count: Int, firstLine: Int)
}

extension CorpusFinding: CustomStringConvertible {
    /// The finding in a sentence.
    public var description: String {
        switch self {
        case .numbers(let side, let line, let columns):
            "all \(side.rawValue)s are numbers, which look like ids (first: line \(line))"
                + (columns.map { "; texts stand in columns \($0.source) and \($0.target)" } ?? "")
        case .header(let line, let source, let target):
            "line \(line) looks like a header: \(source.debugDescription), \(target.debugDescription)"
        case .quotedCells(let count, let line):
            "\(Self.pairs(count)) cells in quotation marks, as spreadsheets write them (first: line \(line));"
                + " tabs and line ends in such cells make wrong pairs"
        case .subwordMarks(let side, let count, let line):
            "\(count) \(side.rawValue) \(count == 1 ? "line is" : "lines are") cut into subwords already: @@ or U+2581"
                + " (first: line \(line))"
        case .misaligned(let first, let last, let shift):
            "lines \(first) to \(last) or so look misaligned: sources fit the targets "
                + "\(Self.lines(abs(shift))) further \(shift > 0 ? "on" : "back")"
        case .unlikeLengths(let count, let line):
            "\(Self.pairs(count)) a side several times as long as the other suggests (first: line \(line))"
        case .repeated(let count, let line):
            "\(count == 1 ? "1 pair stands" : "\(count) pairs stand") in the corpus before (first: line \(line))"
        case .untranslated(let count, let line):
            "\(Self.pairs(count)) a target that equals its source (first: line \(line))"
        case .awkward(let kind, let scalar, let side, let count, let line):
            "\(count) \(side.rawValue) \(count == 1 ? "line holds" : "lines hold") \(kind.rawValue)"
                + " (first: line \(line), U+\(Self.code(of: scalar))"
                + (kind.isNamed ? scalar.properties.name.map { " " + $0 } ?? "" : "") + ")"
        }
    }

    private static func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }

    private static func pairs(_ count: Int) -> String { count == 1 ? "1 pair has" : "\(count) pairs have" }

    private static func code(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
