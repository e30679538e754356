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

    private let parts = ["epoch 12", "step 12,345", "loss 1.2345", "123,456 tokens/s", "12 min 30 s left"]

    @Test func aLiveLineFitsTheTerminalAtAnyTime() {
        let terminal = Terminal(columns: 80)
        var line = terminal.line(.live)
        var now = ContinuousClock.now
        for columns in [80, 60, 200, 30, 5, 1, 80] {
            terminal.columns = columns
            now += .seconds(1)
            line.show(parts, at: now)
            let shown = terminal.pieces.last?.split(separator: "\u{1B}[K").last?.split(separator: "\u{1B}[J").last ?? ""
            #expect(columns == 1 || shown.count < columns, "\(columns): \(shown)")
            #expect(columns < 80 || shown == parts.joined(separator: "  "), "\(columns): \(shown)")
        }
    }

    @Test func aLineThatTheTerminalHasBrokenIsTakenAwayWhole() {
        let terminal = Terminal(columns: 80)
        var line = terminal.line(.live)
        line.show(parts)
        #expect(terminal.pieces == [parts.joined(separator: "  ")])
        terminal.columns = 30
        line.finish()
        // 70 columns take three rows of 30.
        #expect(terminal.pieces.last == "\r\u{1B}[2A\u{1B}[J")
        line.finish()
        #expect(terminal.pieces.count == 2)
    }

    @Test func aLineThatStaysGoesOnBelowOnATerminalAlone() {
        let terminal = Terminal(columns: 40)
        var live = terminal.line(.live)
        live.note(parts)
        #expect(
            terminal.pieces == [
                "epoch 12  step 12,345  loss 1.2345\n    123,456 tokens/s  12 min 30 s left\n"
            ])
        var plain = terminal.line(.plain)
        plain.note(parts)
        #expect(terminal.pieces.last == parts.joined(separator: "  ") + "\n")
        #expect(terminal.pieces.allSatisfy { !$0.contains("\u{1B}") })
    }

    @Test func silenceWritesNothing() {
        let terminal = Terminal(columns: 80)
        var line = terminal.line(.silent)
        line.show(parts)
        line.note("a")
        #expect(line.interruption("b") == nil)
        #expect(terminal.pieces.isEmpty)
    }
}
