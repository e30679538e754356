import Foundation

/// A look through a corpus for what often is a mistake and is found late.
public struct CorpusCheck: Sendable, Hashable {
    /// What was found, the worst first.
    public let findings: [CorpusFinding]

    /// Looks through a corpus.
    public init(_ corpus: ParallelCorpus) {
        self.init(corpus.pairs, lineNumbers: corpus.lineNumbers)
    }

    /// Looks through pairs.
    ///
    /// - Parameters:
    ///   - pairs: The pairs.
    ///   - lineNumbers: The line of each pair.
    public init(_ pairs: [TextPair], lineNumbers: [Int]) {
        precondition(
            pairs.count == lineNumbers.count,
            "Each pair needs its line, but there are \(pairs.count) and \(lineNumbers.count)")
        var findings: [CorpusFinding] = []
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
            for scalar in text.unicodeScalars {
                guard let kind = AwkwardCharacter(scalar), kinds.insert(kind).inserted else { continue }
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

/// Characters that a reader does not see and that lead tools astray. The raw value is what they are called in messages.
public enum AwkwardCharacter: String, Sendable, CaseIterable {
    /// Blanks that do not allow a line break. They divide words here, but not in every tool.
    case noBreakSpace = "a no-break space"

    /// Characters other than a line feed at which some tools end a line.
    case lineSeparator = "a character that other tools take for the end of a line"

    /// Characters that take no room: words that look the same are different.
    case invisible = "an invisible character"

    /// Control characters, tabs aside.
    case control = "a control character"

    /// What stands where text has been decoded wrongly.
    case replacement = "a replacement character, left by a wrong decoding"

    /// The kind of a scalar, if it is awkward.
    init?(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20..<0x7F, 0x09: return nil
        case 0x0B...0x0D, 0x85, 0x2028, 0x2029: self = .lineSeparator
        case 0xA0, 0x2007, 0x202F: self = .noBreakSpace
        case 0xAD, 0x200B, 0x2060, 0xFEFF: self = .invisible
        case 0..<0x20, 0x7F..<0xA0: self = .control
        case 0xFFFD: self = .replacement
        default: return nil
        }
    }
}
