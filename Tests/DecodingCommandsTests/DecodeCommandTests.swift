import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-decode")
struct DecodeCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    @Test func everyLineGivesALineAndABlankLineABlankOne() throws {
        let run = try bench.decode(input: "abc\n\nxyz\n \t\nabc\n")
        #expect(run.exitCode == 0)
        #expect(run.messages == "")
        #expect(run.lines.count == 5)
        #expect(run.lines[1] == "" && run.lines[3] == "")
        #expect(run.lines[0] == run.lines[4])
    }

    @Test func noInputGivesNoOutput() throws {
        let run = try bench.decode(input: "")
        #expect(run.exitCode == 0)
        #expect(run.output == "" && run.messages == "")
    }

    @Test func aLastLineNeedsNoEnd() throws {
        #expect(try bench.decode(input: "abc\nxyz").output == bench.decode(input: "abc\nxyz\n").output)
    }

    @Test func windowsLineEndsAndAByteOrderMarkChangeNothing() throws {
        #expect(try bench.decode(input: "\u{FEFF}abc\r\nxyz\r\n").output == bench.decode(input: "abc\nxyz\n").output)
    }

    @Test func onlyALineFeedEndsALine() throws {
        #expect(try bench.decode(input: "a\u{2028}b\u{85}c\u{0B}d\re\n").lines.count == 1)
    }

    @Test func aMegabyteInALineIsALine() throws {
        let run = try bench.decode(["--max-length", "4"], input: String(repeating: "a", count: 1 << 20) + "\nb\n")
        #expect(run.exitCode == 0)
        #expect(run.lines.count == 2)
    }

    @Test func filesCanStandForStandardInputAndOutput() throws {
        try bench.write("abc\n\nxyz\n", to: "input.txt")
        let run = try bench.decode(["--input", "input.txt", "--output", "output.txt"])
        #expect(run.exitCode == 0)
        #expect(run.output == "" && run.messages == "")
        #expect(try bench.text(of: "output.txt") == bench.decode(input: "abc\n\nxyz\n").output)
    }

    @Test func batchSizeAndThreadsDoNotChangeTheOutput() throws {
        let input = TinyTraining.pairs
        let whole = try bench.decode(["--format", "tsv"], input: input).output
        for words in [["--batch-size", "1"], ["--batch-size", "7", "--threads", "2"], ["--threads", "3"]] {
            #expect(try bench.decode(["--format", "tsv"] + words, input: input).output == whole)
        }
    }

    @Test func tsvHasLineRankScoreAndText() throws {
        let texts = try bench.decode(input: "abc\n\nxyz\n").lines
        let rows = try bench.decode(["--format", "tsv"], input: "abc\n\nxyz\n").lines.map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.map(\.count) == [4, 4, 4])
        #expect(rows.map { $0[0] } == ["1", "2", "3"])
        #expect(rows.map { $0[1] } == ["1", "1", "1"])
        #expect(rows.map { $0[3] } == texts)
        #expect(rows[1][2] == "0.0")
        #expect(Float(rows[0][2]).map { $0 < 0 } ?? false)
    }

    @Test func scoresStandInFrontOfTheText() throws {
        let rows = try bench.decode(["--format", "tsv"], input: "abc\nxyz\n").lines.map { $0.split(separator: "\t") }
        let scored = try bench.decode(["--scores"], input: "abc\nxyz\n").lines
        #expect(scored == rows.map { $0[2] + "\t" + ($0.count > 3 ? $0[3] : "") })
    }

    @Test func aLineThatIsNotTextGivesABlankLineAndExitCode65() throws {
        let run = try bench.decode([], bytes: Array("abc\nx".utf8) + [0xE9] + Array("z\n\u{0}\nabc\n".utf8))
        #expect(run.exitCode == 65)
        #expect(run.lines.count == 4)
        #expect(run.lines[0] == run.lines[3] && run.lines[1] == "" && run.lines[2] == "")
        #expect(
            run.messages == """
                seq2seq-decode: Line 2: byte 2 of the line, 0xE9, is not valid UTF-8.
                seq2seq-decode: Line 3: byte 1 of the line is a NUL, which text does not hold.
                seq2seq-decode: 2 of 4 lines could not be decoded; their results are blank.

                """)
    }

    @Test func resultsDoNotReplaceTheStandardInputThatTheyComeFrom() throws {
        try bench.write("abc\n", to: "input.txt")
        let run = try bench.runShell(
            "seq2seq-decode --model model.safetensors --output input.txt <input.txt; echo $?")
        #expect(run.lines == ["64"])
        #expect(run.messages.hasPrefix("seq2seq-decode: Writing input.txt would destroy the input standard input"))
        #expect(try bench.text(of: "input.txt") == "abc\n")
        let appended = try bench.runShell("seq2seq-decode --model model.safetensors <input.txt >>input.txt")
        #expect(appended.exitCode == 64)
        #expect(try bench.text(of: "input.txt") == "abc\n")
    }

    @Test func whatOthersHaveNamedDoesNotSteerATerminal() throws {
        let run = try bench.run("seq2seq-decode", ["--model", "no\u{1B}[2Jmodel"])
        #expect(run.exitCode == 66)
        #expect(!run.messages.contains("\u{1B}") && run.messages.contains("no\\u{1B}[2Jmodel"), "\(run.messages)")
    }

    @Test func itAnswersEachLineBeforeTheNextIsAsked() throws {
        // The second line is only written once the answer to the first is there.
        let run = try bench.runShell(
            """
            mkfifo questions answers
            seq2seq-decode --model model.safetensors <questions >answers &
            exec 3>questions 4<answers
            echo abc >&3; read -r first <&4; echo abc >&3; read -r second <&4
            exec 3>&-; wait $!; echo "$?"; test "$first" = "$second"; echo "$?"
            """)
        #expect(run.lines == ["0", "0"])
    }

    @Test func aReaderThatHasEnoughIsNoError() throws {
        try bench.write(String(repeating: "abc\n", count: 30_000), to: "input.txt")
        let run = try bench.runShell(
            "{ seq2seq-decode --model model.safetensors --input input.txt --max-length 3 --format jsonl; echo $? >code; }"
                + " | head -n 1 >/dev/null; cat code")
        #expect(run.lines == ["0"])
        #expect(run.messages == "")
    }

    @Test func aLineThatMemoryHasNoRoomForIsAnErrorInItsPlace() throws {
        try bench.write("abc\n" + String(repeating: "a", count: 1 << 24) + "\nabc\n", to: "sources.txt")
        // Its tokens take about 4 GiB, of which no byte may be taken.
        let run = try bench.runShell(
            "ulimit -v 2500000; seq2seq-decode --model model.safetensors --input sources.txt --threads 1")
        #expect(run.exitCode == 65)
        #expect(run.lines.count == 3 && run.lines[1].isEmpty && run.lines[0] == run.lines[2])
        #expect(run.messages.contains("Line 2: to decode its 16,777,216 tokens takes about"))
    }

    @Test func aPairThatMemoryHasNoRoomForIsNotScored() throws {
        try bench.write("abc\tabc\nabc\t" + String(repeating: "a", count: 1 << 24) + "\n", to: "pairs.tsv")
        try bench.write("before", to: "scores.txt")
        let score = "seq2seq-decode --model model.safetensors --score pairs.tsv --output scores.txt --threads 1"
        let run = try bench.runShell("ulimit -v 2500000; \(score)")
        #expect(run.exitCode == 65)
        #expect(run.messages.contains("pairs.tsv, line 2: to score this pair and those in its batch takes about"))
        #expect(try bench.text(of: "scores.txt") == "before")
    }

    @Test func eightBitsGiveALineForALineAndTheSameInAnyBatch() throws {
        let input = (0..<20).map { String(repeating: "abc", count: $0 % 4 + 1) }.joined(separator: "\n") + "\n"
        let run = try bench.decode(["--precision", "int8", "--verify-invariance", "--quiet"], input: input)
        #expect(run.exitCode == 0)
        #expect(run.lines.count == 20)
        let small = try bench.decode(["--precision", "int8", "--batch-size", "3", "--threads", "1"], input: input)
        #expect(small.output == run.output)
        let refused = try bench.decode(["--precision", "int4"], input: input)
        #expect(refused.exitCode == 64)
    }

    @Test func aRowOfTsvThatCouldNotBeDecodedHasNoScore() throws {
        let run = try bench.decode(["--format", "tsv"], bytes: Array("abc\n".utf8) + [0xFF, 0x0A] + Array("\n".utf8))
        #expect(run.exitCode == 65)
        #expect(run.lines.count == 3 && run.lines[1] == "2\t\t\t" && run.lines[2] == "3\t1\t0.0\t")
    }

    @Test func unknownTokensAreCountedAtTheEnd() throws {
        let run = try bench.decode(input: "abc\nabX\nYZa\n")
        #expect(run.exitCode == 0)
        #expect(
            run.messages
                == "seq2seq-decode: 3 of 9 source tokens are unknown to the model, in 2 lines (first: line 2).\n")
        #expect(try bench.decode(["--quiet"], input: "abX\n").messages == "")
    }

    @Test func pairsAreNoSourcesAndThatIsSaidOnce() throws {
        let run = try bench.decode(input: "abc\nabc\tcba\nabc\tcba\n")
        #expect(run.exitCode == 0)
        #expect(run.messages.hasPrefix("seq2seq-decode: Line 2 has a tab"))
        #expect(run.messages.split(separator: "\n").count == 2)
    }

    @Test func whatIsNoTextIsRefusedBeforeTheOutputIsReplaced() throws {
        try bench.write("before", to: "output.txt")
        let run = try bench.decode(["--output", "output.txt"], bytes: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
        #expect(run.exitCode == 65)
        #expect(
            run.messages
                == "seq2seq-decode: standard input is not UTF-8 text, but data compressed by gzip. Put it through this"
                + " first: gzip -dc\n")
        #expect(try bench.text(of: "output.txt") == "before")
        #expect(try bench.names().filter { $0.hasPrefix("output") } == ["output.txt"])
    }

    @Test func aMinimumLengthIsKeptBeyondTheCapOfTheSource() throws {
        let run = try bench.decode(["--min-length", "300"], input: "a\n")
        #expect(run.lines[0].count >= 300)
    }
}
