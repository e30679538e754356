import Foundation
import Seq2SeqCommands
import Testing

@Suite("Lines of progress")
struct ProgressLineTests {
    /// A terminal that people make wider and narrower.
    private final class Terminal {
        var columns: Int
        /// What was written, piece by piece.
        var pieces: [String] = []

        init(columns: Int) { self.columns = columns }

        func line(_ style: ProgressLine.Style) -> ProgressLine {
            ProgressLine(style: style, columns: { self.columns }, write: { self.pieces.append($0) })
        }
    }

    private let texts = ["epoch 12", "step 12,345", "loss 1.2345", "123,456 tokens/s", "12m30s left"]
    private var parts: [ProgressPart] {
        zip(texts, [.low, .low, .medium, .high, .highest]).map { ProgressPart($0, $1) }
            + [ProgressPart("", .highest), ProgressPart("gradient norm 0.123", .extra)]
    }

    @Test func aLiveLineFitsTheTerminalAtAnyTime() {
        let terminal = Terminal(columns: 80)
        var line = terminal.line(.live)
        var now = ContinuousClock.now
        let expected = [
            (80, "epoch 12  step 12,345  loss 1.2345  123,456 tokens/s  12m30s left"),
            (60, "epoch 12  loss 1.2345  123,456 tokens/s  12m30s left"),
            (200, "epoch 12  step 12,345  loss 1.2345  123,456 tokens/s  12m30s left  gradient norm 0.123"),
            (45, "loss 1.2345  123,456 tokens/s  12m30s left"),
            (30, "123,456 tokens/s  12m30s left"), (29, "12m30s left"), (5, "12m3"), (1, ""),
        ]
        for (columns, text) in expected {
            terminal.columns = columns
            now += .seconds(1)
            line.show(parts, at: now)
            let shown = terminal.pieces.last?.replacing("\u{1B}[K", with: "\u{1B}[J")
            #expect(shown?.components(separatedBy: "\u{1B}[J").last == text)
        }
    }

    @Test func aLineThatTheTerminalHasBrokenIsTakenAwayWhole() {
        let terminal = Terminal(columns: 80)
        var line = terminal.line(.live)
        line.show(parts)
        #expect(terminal.pieces == [texts.joined(separator: "  ")])
        terminal.columns = 30
        line.finish()
        // 65 columns take three rows of 30.
        #expect(terminal.pieces.last == "\r\u{1B}[2A\u{1B}[J")
        line.finish()
        #expect(terminal.pieces.count == 2)
    }

    @Test func aLineThatStaysGoesOnBelowOnATerminalAlone() {
        let terminal = Terminal(columns: 40)
        var live = terminal.line(.live)
        live.note(texts)
        #expect(
            terminal.pieces == [
                "epoch 12  step 12,345  loss 1.2345\n    123,456 tokens/s  12m30s left\n"
            ])
        var plain = terminal.line(.plain)
        plain.note(texts)
        #expect(terminal.pieces.last == texts.joined(separator: "  ") + "\n")
        plain.show(parts)
        #expect(terminal.pieces.last == texts.joined(separator: "  ") + "\n")
        #expect(terminal.pieces.allSatisfy { !$0.contains("\u{1B}") })
    }

    @Test func wideAndCombiningCharactersAreBrokenWhereTheTerminalEnds() {
        let terminal = Terminal(columns: 24)
        var line = terminal.line(.live)
        line.note(["東京", "->  日本語学校の漢字とかな", " (should be: e\u{301}t\u{E9})"], isIndented: true)
        #expect(
            terminal.pieces == [
                "    東京\n        ->  日本語学校の\n        漢字とかな\n        (should be: e\u{301}t\u{E9})\n"
            ])
        for row in terminal.pieces[0].split(separator: "\n") { #expect(row.columnCount <= 24) }
    }

    @Test(arguments: [
        ("abc", 3), ("e\u{301}", 1), ("東京", 4), ("ｶﾅ", 2), ("가", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("क्षि", 3),
        ("🎉", 2), ("☀", 1), ("☀\u{FE0F}", 2), ("👨\u{200D}👩", 4), ("עברית", 5), ("a\u{200B}b", 2), ("", 0),
    ])
    func aTextTakesAsManyColumnsAsATerminalGivesIt(text: String, columns: Int) {
        #expect(text.columnCount == columns)
    }

    @Test func piecesAreTheTextInOrder() {
        #expect("one two three".pieces(columns: 8) == ["one two", "three"])
        #expect("a abcdefghij".pieces(columns: 8) == ["a abcdef", "ghij"])
        #expect("漢字".pieces(columns: 1) == ["漢", "字"])
        #expect("".pieces(columns: 3) == [""])
    }

    @Test func whatATerminalCannotShowIsSpelledOut() {
        #expect("caf\u{E9} 京".asciiSpelling == "caf\\u{00E9} \\u{4EAC}")
        let terminal = Terminal(columns: 80)
        var line = ProgressLine(
            style: .live, columns: { 80 }, spelling: \.asciiSpelling, write: { terminal.pieces.append($0) })
        line.note(["京", "->  b"])
        #expect(terminal.pieces == ["\\u{4EAC}  ->  b\n"])
    }

    @Test func silenceWritesNothing() {
        let terminal = Terminal(columns: 80)
        var line = terminal.line(.silent)
        line.show(parts)
        line.note("a")
        #expect(line.interruption("b") == nil)
        #expect(terminal.pieces.isEmpty)
    }

    @Test func theTimeLeftIsToldOnceItIsKnown() {
        let start = SuspendingClock.now
        var timeLeft = TimeLeft()
        // The first step takes a minute, all others a second; there are 200.
        for step in 1...30 {
            timeLeft.add(progress: Double(step) / 200, at: start + .seconds(59 + step))
            #expect((timeLeft.seconds != nil) == (step >= 23), "step \(step)")
        }
        #expect(abs((timeLeft.seconds ?? 0) - 170) < 1e-6)
        #expect(timeLeft.text == "2m50s left")
        // When fewer steps are planned, less is left.
        timeLeft.add(progress: 31.0 / 62, at: start + .seconds(90))
        #expect(abs((timeLeft.seconds ?? 0) - 31) < 1e-6)
    }

    @Test func theTimeLeftOfAResumedTrainingIsThatOfItsOwnSteps() {
        let start = SuspendingClock.now
        var timeLeft = TimeLeft()
        for step in 51...58 {
            timeLeft.add(progress: Double(step) / 100, step: step, at: start + .seconds(20 * step))
        }
        // Five slow steps are enough.
        #expect(abs((timeLeft.seconds ?? 0) - 42 * 20) < 1e-6)
    }
}
