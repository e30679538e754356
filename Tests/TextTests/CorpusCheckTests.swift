import Foundation
import Seq2SeqRandomness
import Testing
import Seq2SeqText

@Suite("Corpus check")
struct CorpusCheckTests {
    /// Sources of 1 to 20 words and targets about as long, as translations are.
    private func translations(_ count: Int, seed: UInt64) -> [TextPair] {
        var random = RandomSource(seed: seed)
        return (0..<count).map { index in
            let words = random.next(in: 1...20)
            let source = (0..<words).map { _ in String(repeating: "s", count: random.next(in: 2...9)) }
            let target = (0..<max(1, words * random.next(in: 8...12) / 10)).map { _ in
                String(repeating: "t", count: random.next(in: 2...10))
            }
            return TextPair(
                source: (["\(index)"] + source).joined(separator: " "), target: target.joined(separator: " "))
        }
    }

    private func findings(_ pairs: [TextPair]) -> [CorpusFinding] {
        CorpusCheck(pairs, lineNumbers: pairs.indices.map { $0 + 1 }).findings
    }

    @Test(arguments: 1...20)
    func goodPairsAreNotComplainedOf(seed: UInt64) {
        #expect(findings(translations(2000, seed: seed)).isEmpty)
    }

    @Test(arguments: 1...20)
    func lengthsThatDoNotGoTogetherAreNoMisalignment(seed: UInt64) {
        let sources = translations(5000, seed: seed)
        let targets = translations(5000, seed: seed + 100)
        let pairs = zip(sources, targets).map { TextPair(source: $0.source, target: $1.target) }
        #expect(Misalignment.first(in: pairs) == nil)
        let constant = (0..<5000).map { TextPair(source: sources[$0].source, target: "2016-06-14") }
        #expect(Misalignment.first(in: constant) == nil)
        #expect(Misalignment.first(in: []) == nil)
    }

    @Test(arguments: [1, -1, 2, -3], 1...5)
    func aMissingLineIsFoundNearItsPlace(shift: Int, seed: UInt64) throws {
        let pairs = translations(1000, seed: seed)
        var (sources, targets) = (pairs.map(\.source), pairs.map(\.target))
        if shift < 0 { targets.removeSubrange(300..<300 - shift) } else { sources.removeSubrange(300..<300 + shift) }
        let shifted = zip(sources, targets).map { TextPair(source: $0, target: $1) }
        let found = try #require(Misalignment.first(in: shifted))
        #expect(found.shift == shift)
        #expect(abs(found.pairs.lowerBound - 300) <= 15)
        #expect(found.pairs.upperBound >= shifted.count - 15)
    }

    @Test(arguments: [1, -1, 2, -2], 1...5)
    func theShiftIsRightWhereNeighboursAreOfLikeLength(shift: Int, seed: UInt64) throws {
        // Of every two pairs the second is short.
        let pairs = translations(2000, seed: seed).enumerated().map { index, pair in
            index % 2 == 0
                ? pair : TextPair(source: String(pair.source.prefix(30)), target: String(pair.target.prefix(30)))
        }
        var (sources, targets) = (pairs.map(\.source), pairs.map(\.target))
        if shift < 0 { targets.removeSubrange(900..<900 - shift) } else { sources.removeSubrange(900..<900 + shift) }
        let found = try #require(Misalignment.first(in: zip(sources, targets).map { TextPair(source: $0, target: $1) }))
        #expect(found.shift == shift)
        #expect(abs(found.pairs.lowerBound - 900) <= 15)
    }

    @Test func aStretchBetweenTwoMissingLinesIsFound() throws {
        let pairs = translations(1000, seed: 9)
        var (sources, targets) = (pairs.map(\.source), pairs.map(\.target))
        sources.remove(at: 400)
        targets.remove(at: 700)
        let shifted = zip(sources, targets).map { TextPair(source: $0, target: $1) }
        guard case .misaligned(let first, let last, shift: 1) = findings(shifted).first else {
            Issue.record("The stretch was not found")
            return
        }
        #expect(abs(first - 400) <= 15)
        #expect(abs(last - 700) <= 15)
    }

    @Test func filesOfUnequalLengthAreToldWhereTheyPart() throws {
        let pairs = translations(1000, seed: 3)
        var targets = pairs.map(\.target)
        targets.remove(at: 500)
        let files = try TemporaryFiles()
        let source = try files.write(pairs.map { $0.source + "\n" }.joined(), to: "source.txt")
        let target = try files.write(targets.map { $0 + "\n" }.joined(), to: "target.txt")
        let error = #expect(throws: CorpusError.self) { try ParallelCorpus(sourceAt: source, targetAt: target) }
        let message = try #require(error).description
        let line = try #require(message.split(separator: "about line ").last?.prefix { $0.isNumber })
        #expect(try abs(#require(Int(line)) - 501) <= 15)
    }

    @Test func pairsOfVeryUnlikeLengthsAreCounted() {
        var pairs = translations(500, seed: 4)
        pairs[40] = TextPair(source: "a", target: String(repeating: "long ", count: 30))
        pairs[60] = TextPair(source: String(repeating: "long ", count: 30), target: "b")
        #expect(findings(pairs) == [.unlikeLengths(count: 2, firstLine: 41)])
    }

    @Test func repeatedAndUntranslatedPairsAreCounted() {
        var pairs = translations(100, seed: 5)
        pairs[10] = pairs[3]
        pairs[20] = pairs[3]
        pairs[30].target = pairs[30].source
        #expect(
            findings(pairs) == [.repeated(count: 2, firstLine: 11), .untranslated(count: 1, firstLine: 31)])
    }

    @Test func aTaskOfCopyingIsNotComplainedOf() {
        #expect(findings(translations(100, seed: 6).map { TextPair(source: $0.source, target: $0.source) }).isEmpty)
    }

    @Test(arguments: [
        ("\u{A0}", AwkwardCharacter.noBreakSpace), ("\u{202F}", .noBreakSpace), ("\u{2028}", .lineSeparator),
        ("\u{85}", .lineSeparator), ("\r", .lineSeparator), ("\u{200B}", .invisible), ("\u{AD}", .invisible),
        ("\u{1}", .control), ("\u{7F}", .control), ("\u{0}", .control), ("\u{FFFD}", .replacement),
    ])
    func awkwardCharactersAreFound(text: String, kind: AwkwardCharacter) throws {
        let scalar = try #require(text.unicodeScalars.first)
        var pairs = translations(10, seed: 7)
        pairs[4].source += "x\(text)y\(text)"
        pairs[6].source += text
        pairs[8].target += text
        #expect(
            findings(pairs) == [
                .awkward(kind, scalar: scalar, side: .source, count: 2, firstLine: 5),
                .awkward(kind, scalar: scalar, side: .target, count: 1, firstLine: 9),
            ])
    }

    @Test func usualCharactersAreNot() {
        let pairs = [TextPair(source: "a\tb é 漢字 👩‍🚀 «ß» „x“ ي‌", target: "e\u{301} — … ’ \u{3000}")]
        #expect(findings(pairs).isEmpty)
    }

    @Test func linesAreThoseOfTheFile() {
        let pairs = [TextPair(source: "a", target: "b"), TextPair(source: "a", target: "b")]
        #expect(CorpusCheck(pairs, lineNumbers: [3, 17]).findings == [.repeated(count: 1, firstLine: 17)])
    }

    @Test(arguments: [
        (
            CorpusFinding.misaligned(firstLine: 5, lastLine: 90, shift: -1),
            "lines 5 to 90 or so look misaligned: sources fit the targets 1 line further back"
        ),
        (
            .unlikeLengths(count: 1, firstLine: 3),
            "1 pair has a side several times as long as the other suggests (first: line 3)"
        ),
        (.repeated(count: 2, firstLine: 3), "2 pairs stand in the corpus before (first: line 3)"),
        (.untranslated(count: 2, firstLine: 3), "2 pairs have a target that equals its source (first: line 3)"),
        (
            .awkward(.noBreakSpace, scalar: "\u{A0}", side: .target, count: 4, firstLine: 8),
            "4 target lines hold a no-break space (first: line 8, U+00A0)"
        ),
    ])
    func findingsSayWhatAndWhere(finding: CorpusFinding, message: String) {
        #expect(finding.description == message)
    }
}
