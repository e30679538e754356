/// Something about a corpus that its user may want to know although it is no error.
public enum CorpusNotice: Sendable, Hashable {
    /// A byte order mark at the start of the file was dropped.
    case byteOrderMarkDropped(path: String)

    /// This many lines of the file ended in `\r`, which was dropped.
    case carriageReturnsDropped(path: String, count: Int)

    /// These columns of so many lines are not those of the pairs; the example is what the first such line has in one.
    case columnsIgnored(path: String, columns: [Int], lines: Int, firstLine: Int, example: String)

    /// This many pairs were left out, the first of them at this line.
    case pairsSkipped(reason: SkipReason, count: Int, firstLine: Int)
}

extension CorpusNotice: CustomStringConvertible {
    /// The notice in a sentence.
    public var description: String {
        switch self {
        case .byteOrderMarkDropped(let path):
            "\(path): a byte order mark at the start was dropped."
        case .carriageReturnsDropped(let path, let count):
            "\(path): a carriage return was dropped at the end of \(count == 1 ? "1 line" : "\(count) lines")."
        case .columnsIgnored(let path, let columns, let lines, let firstLine, let example):
            "\(path): \(columns.count == 1 ? "column" : "columns") \(columns.map(String.init).joined(separator: ", "))"
                + " \(columns.count == 1 ? "is" : "are") ignored in \(lines == 1 ? "1 line" : "\(lines) lines")"
                + (example.isEmpty ? "." : " (line \(firstLine): \(Self.shortened(example).debugDescription)).")
        case .pairsSkipped(let reason, let count, let firstLine):
            "\(count == 1 ? "1 pair was" : "\(count) pairs were") left out: \(reason.rawValue) "
                + "(\(count == 1 ? "" : "first ")at line \(firstLine))."
        }
    }
}

extension CorpusNotice {
    /// The beginning of a text.
    private static func shortened(_ text: String) -> String {
        text.count > 40 ? text.prefix(39) + "…" : text
    }
}

/// Why a pair can be left out of a corpus. The raw value is the reason in words.
public enum SkipReason: String, Sendable, Hashable, CaseIterable {
    /// A side is not valid UTF-8.
    case invalidUTF8 = "invalid UTF-8"

    /// A side holds a zero byte.
    case nulByte = "NUL byte"

    /// The line has no tab.
    case missingTab = "missing tab"

    /// The line has too few columns for the ones that were chosen.
    case missingColumn = "missing column"

    /// The line has more or fewer columns than most.
    case unequalColumns = "another number of columns"

    /// The source is empty or white space alone.
    case blankSource = "blank source"

    /// The target is empty or white space alone.
    case blankTarget = "blank target"

    /// The weight is no number of at least 0.
    case invalidWeight = "a weight that is no number of at least 0"
}

/// How many pairs were left out for each reason, and where the first of them stands.
struct SkipCounts {
    private var counts = [Int](repeating: 0, count: SkipReason.allCases.count)
    private var firstLines = [Int](repeating: 0, count: SkipReason.allCases.count)

    /// How many pairs were left out.
    var total: Int { counts.reduce(0, +) }

    /// One notice for each reason that occurred, in the order in which the reasons are declared.
    var notices: [CorpusNotice] {
        zip(SkipReason.allCases, zip(counts, firstLines)).compactMap { reason, found in
            found.0 == 0 ? nil : .pairsSkipped(reason: reason, count: found.0, firstLine: found.1)
        }
    }

    /// Counts a pair.
    mutating func add(_ reason: SkipReason, line: Int) {
        for (index, candidate) in SkipReason.allCases.enumerated() where candidate == reason {
            if counts[index] == 0 { firstLines[index] = line }
            counts[index] += 1
        }
    }
}
