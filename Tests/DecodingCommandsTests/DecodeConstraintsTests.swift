import Foundation
import Seq2SeqBench
import Testing

@Suite("seq2seq-decode: constraints")
struct DecodeConstraintsTests {
    let bench: Bench

    init() throws {
        bench = try Bench.withModel()
    }

    private let beam = ["--beam", "6"]

    @Test func aFileTellsLineByLineWhatMustBeSaid() throws {
        try bench.write("bb\n\nca\tbc\n", to: "must.txt")
        let free = try bench.decode(beam, input: "abc\nabc\nabc\n").lines
        let run = try bench.decode(beam + ["--must-say", "must.txt"], input: "abc\nabc\nabc\n")
        #expect(run.exitCode == 0 && run.messages == "")
        #expect(run.lines[0].contains("bb") && run.lines[1] == free[1])
        #expect(run.lines[2].contains("ca") && run.lines[2].contains("bc"))
        let verified = try bench.decode(
            beam + ["--must-say", "must.txt", "--verify-invariance"], input: "abc\nabc\nabc\n")
        #expect(verified.output == run.output)
    }

    @Test func aSingleLineHoldsForAll() throws {
        try bench.write("a\tcb\n", to: "never.txt")
        let sources = "abc\nba\n\ncab\n"
        for search in [[], beam, ["--sample"]] {
            let run = try bench.decode(search + ["--never-say", "never.txt"], input: sources)
            #expect(run.exitCode == 0 && run.lines.count == 4)
            #expect(!run.output.contains("a") && !run.output.contains("cb"))
        }
        #expect(try bench.decode(["--never-say", "never.txt"], input: "").exitCode == 0)
        try bench.write("a\nb\n", to: "never.txt")
        let short = try bench.decode(["--never-say", "never.txt"], input: sources)
        #expect(short.exitCode == 65)
        #expect(short.messages.contains("never.txt has only 2 lines") && short.messages.contains("holds for all"))
        let long = try bench.decode(["--never-say", "never.txt"], input: "abc\n")
        #expect(long.exitCode == 65 && long.messages.contains("never.txt has more lines"))
    }

    @Test func onlyWhatIsAllowedIsSaid() throws {
        try bench.write("abcabcabcabcabcabcabcabc\nbb\ncü\n\ncc\n", to: "allowed.txt")
        for search in [[], beam, ["--sample"]] {
            let run = try bench.decode(search + ["--allowed", "allowed.txt"], input: "abc\nba\n\ncab\n")
            #expect(run.exitCode == 0 && run.lines[2] == "")
            let allowed = ["abcabcabcabcabcabcabcabc", "bb", "cc", ""]
            #expect(run.lines.allSatisfy { allowed.contains($0) })
            #expect(run.messages.contains("allowed.txt: 1 of 4 lines is never said"), "\(run.messages)")
        }
        try bench.write("ü\n", to: "allowed.txt")
        let run = try bench.decode(["--allowed", "allowed.txt"], input: "abc\n")
        #expect(run.exitCode == 65 && run.output == "" && run.messages.contains("none of its 1 line can be said"))
        try bench.write("\n", to: "allowed.txt")
        #expect(try bench.decode(["--allowed", "allowed.txt"], input: "abc\n").messages.contains("has no outputs"))
        #expect(try bench.decode(["--allowed", "absent.txt"], input: "abc\n").exitCode == 66)
    }

    @Test func whatCannotBeSaidIsAnErrorOfItsLine() throws {
        try bench.write("bü\nb\n", to: "must.txt")
        let run = try bench.decode(beam + ["--must-say", "must.txt"], input: "abc\nabc\n")
        #expect(run.exitCode == 65 && run.lines[0] == "" && run.lines[1].contains("b"))
        #expect(run.messages.contains("Line 1: 'ü' must be said, but the model has no such token."))
        try bench.write("bc\nb\n", to: "must.txt")
        try bench.write("c\n", to: "never.txt")
        let both = try bench.decode(
            beam + ["--must-say", "must.txt", "--never-say", "never.txt", "--format", "jsonl"], input: "abc\nabc\n")
        #expect(both.exitCode == 0)
        #expect(both.lines[0].hasPrefix("{\"error\":\"Line 1: no output was found"), "\(both.lines)")
        #expect(both.lines[1].contains("hypotheses"))
    }

    @Test(arguments: [
        ("--must-say must.txt", "also needs '--beam N' of at least 2"),
        ("--must-say must.txt --sample", "--must-say"), ("--never-say must.txt --replace-unknown", "--never-say"),
        ("--allowed must.txt --max-length 5", "--max-length"),
        ("--allowed must.txt --prefix-file must.txt", "--allowed"),
        ("--allowed must.txt --score must.txt", "--allowed"), ("--must-say - --beam 2", "standard input"),
    ])
    func whatDoesNotGoTogetherIsRefused(options: String, message: String) throws {
        try bench.write("a\n", to: "must.txt")
        let run = try bench.decode(options.split(separator: " ").map(String.init), input: "abc\n")
        #expect(run.exitCode == 64 && run.output == "" && run.messages.contains(message), "\(run.messages)")
    }
}
