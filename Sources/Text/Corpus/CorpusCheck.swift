import Foundation
import Seq2SeqSettings

/// A look through a corpus for what often is a mistake and is found late.
public struct CorpusCheck: Sendable, Hashable {
    /// What was found, the worst first.
    public let findings: [CorpusFinding]

    /// Looks through a corpus.
    public init(_ corpus: ParallelCorpus) {
        self.init(
            corpus.pairs, lineNumbers: corpus.lineNumbers, columnCount: corpus.columnCount,
            textColumns: corpus.textColumns)
    }

    /// Looks through pairs.
    ///
    /// - Parameters:
    ///   - pairs: The pairs.
    ///   - lineNumbers: The line of each pair.
    public init(_ pairs: [TextPair], lineNumbers: [Int]) {
        self.init(pairs, lineNumbers: lineNumbers, columnCount: 2, textColumns: nil)
    }

    private init(_ pairs: [TextPair], lineNumbers: [Int], columnCount: Int, textColumns: PairColumns?) {
        require(
            pairs.count == lineNumbers.count,
            "Each pair needs its line, but there are \(pairs.count) and \(lineNumbers.count)")
        var findings = Self.numbers(
            pairs, lineNumbers: lineNumbers, columnCount: columnCount, textColumns: textColumns)
        if let header = Self.header(pairs, lineNumbers: lineNumbers) { findings.append(header) }
        if let quoted = Self.quotedCells(pairs, lineNumbers: lineNumbers) { findings.append(quoted) }
        findings += Self.subwordMarks(pairs, lineNumbers: lineNumbers)
        if let misalignment = Misalignment.first(in: pairs) {
            findings.append(
                .misaligned(
                    firstLine: lineNumbers[misalignment.pairs.lowerBound],
                    lastLine: lineNumbers[misalignment.pairs.upperBound - 1], shift: misalignment.shift))
        }
        let unlike = Self.unlikeLengths(pairs)
        if let first = unlike.first {
            findings.append(.unlikeLengths(count: unlike.count, firstLine: lineNumbers[first]))
        }
        var seen: Set<TextPair> = []
        let repeated = pairs.indices.filter { !seen.insert(pairs[$0]).inserted }
        if let first = repeated.first {
            findings.append(.repeated(count: repeated.count, firstLine: lineNumbers[first]))
        }
        let equal = pairs.indices.filter { pairs[$0].source == pairs[$0].target }
        // In some tasks, much or all is to be copied.
        if let first = equal.first, 10 * equal.count < pairs.count {
            findings.append(.untranslated(count: equal.count, firstLine: lineNumbers[first]))
        }
        findings += Self.awkward(pairs.map(\.source), .source, lineNumbers)
        findings += Self.awkward(pairs.map(\.target), .target, lineNumbers)
        self.findings = findings
    }

    /// The pairs with a side that is more than four times as long as the other suggests, and by thirty characters.
    private static func unlikeLengths(_ pairs: [TextPair]) -> [Int] {
        let ratio = exp(LengthFit(pairs).logRatio)
        return pairs.indices.filter { index in
            let target = Double(pairs[index].target.unicodeScalars.count)
            let expected = Double(pairs[index].source.unicodeScalars.count) * ratio
            return abs(target - expected) > 30 && max(target, expected) > 4 * min(target, expected)
        }
    }

    private static func awkward(
        _ texts: [String], _ side: CorpusFinding.Side, _ lineNumbers: [Int]
    ) -> [CorpusFinding] {
        var found: [AwkwardCharacter: (scalar: Unicode.Scalar, count: Int, firstLine: Int)] = [:]
        for (text, line) in zip(texts, lineNumbers) {
            var kinds: Set<AwkwardCharacter> = []
            var (before, rest) = (nil as Unicode.Scalar?, text.unicodeScalars[...])
            while let scalar = rest.popFirst() {
                defer { before = scalar }
                guard let kind = AwkwardCharacter(scalar, after: before, before: rest.first),
                    kinds.insert(kind).inserted
                else { continue }
                found[kind, default: (scalar, 0, line)].count += 1
            }
        }
        return AwkwardCharacter.allCases.compactMap { kind in
            found[kind].map {
                .awkward(kind, scalar: $0.scalar, side: side, count: $0.count, firstLine: $0.firstLine)
            }
        }
    }
}
