import Foundation
import Seq2Seq
import Seq2SeqBench
import Seq2SeqFiles
import Seq2SeqRandomness
import Testing

@Suite("seq2seq-tune")
struct TuneCommandTests {
    let bench: Bench

    init() throws {
        bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
    }

    private static let words = [
        "--train", "pairs.tsv", "--valid", "pairs.tsv", "--trials", "5", "--steps-per-rung", "4", "--hidden", "16",
        "--epochs", "8", "--batch-size", "16",
    ]

    private func tune(_ words: [String] = [], model: String) throws -> Run {
        try bench.run("seq2seq-tune", Self.words + ["--model", model] + words)
    }

    @Test func theWinnersFileIsThatOfThePrintedCommand() throws {
        let run = try tune(["--log", "log.jsonl"], model: "best.safetensors")
        #expect(run.exitCode == 0, "\(run.messages)")
        let line = try #require(run.lines.last)
        #expect(run.lines.count == 1 && line.hasPrefix("seq2seq-train --train pairs.tsv --valid pairs.tsv"), "\(line)")
        let winner = try bench.bytes(of: "best.safetensors")
        try FileManager.default.removeItem(atPath: bench.path(of: "best.safetensors"))
        let training = try bench.runShell(line)
        #expect(training.exitCode == 0, "\(training.messages)")
        #expect(try bench.bytes(of: "best.safetensors") == winner)
        let log = try bench.text(of: "log.jsonl").split(separator: "\n")
        #expect(log.count > 5 && log.allSatisfy { $0.contains("\"valid_exact\"") }, "\(log)")
        #expect(run.messages.contains("of 5 go on"), "\(run.messages)")
    }

    @Test func oneJobOrManyFindTheSame() throws {
        let one = try tune(["--jobs", "1", "--quiet"], model: "one.safetensors")
        let many = try tune(["--jobs", "4", "--quiet"], model: "many.safetensors")
        #expect(one.exitCode == 0 && many.exitCode == 0, "\(one.messages)\(many.messages)")
        #expect(one.output.replacing("one.", with: "many.") == many.output)
        #expect(try bench.bytes(of: "one.safetensors") == bench.bytes(of: "many.safetensors"))
        #expect(one.messages == "")
    }

    @Test(.timeLimit(.minutes(2)))
    func aSearchThatIsKilledComesToTheSameWinner() throws {
        let whole = try tune(["--quiet"], model: "whole.safetensors")
        #expect(whole.exitCode == 0, "\(whole.messages)")
        var random = RandomSource(seed: 5)
        var kills = 0
        var end: Run?
        while end == nil {
            let search = try bench.start(
                "seq2seq-tune",
                Self.words + ["--model", "killed.safetensors", "--quiet"] + (kills == 0 ? [] : ["--resume"]))
            if kills < 6 {
                usleep(UInt32(random.next(in: 20_000...200_000)))
                search.send(SIGKILL)
                _ = try search.end()
                kills += 1
                if !FileManager.default.fileExists(atPath: bench.path(of: "killed.safetensors.trials")) { kills = 0 }
            } else {
                end = try search.end()
            }
        }
        #expect(end?.exitCode == 0, "\(end?.messages ?? "")")
        #expect(end?.output.replacing("killed.", with: "whole.") == whole.output)
        #expect(try bench.bytes(of: "killed.safetensors") == bench.bytes(of: "whole.safetensors"))
    }

    @Test(.timeLimit(.minutes(1)))
    func twoSearchesDoNotShareALog() throws {
        let many = Self.words.map { $0 == "5" ? "500" : $0 }
        let first = try bench.start("seq2seq-tune", many + ["--model", "first", "--log", "log.jsonl", "--quiet"])
        // With its first line the log is the other's for sure.
        while FileStatus(bench.path(of: "log.jsonl"))?.byteCount ?? 0 == 0 { usleep(1000) }
        let second = try tune(["--log", "log.jsonl", "--quiet", "--overwrite"], model: "second")
        first.send(SIGKILL)
        _ = try first.end()
        #expect(second.exitCode == 73)
        #expect(second.messages.contains("log.jsonl is "), "\(second.messages)")
    }

    @Test func aSearchGoesOnWithItsLog() throws {
        #expect(try tune(["--log", "log.jsonl", "--quiet"], model: "best.safetensors").exitCode == 0)
        let whole = try bench.text(of: "log.jsonl")
        // A killed search has left a piece of a line.
        try bench.write(whole + #"{"event":"ru"#, to: "log.jsonl")
        let again = try tune(["--log", "log.jsonl", "--quiet", "--resume"], model: "best.safetensors")
        #expect(again.exitCode == 0, "\(again.messages)")
        #expect(try bench.text(of: "log.jsonl") == whole)
        try bench.write("notes\n", to: "notes.jsonl")
        let other = try tune(["--log", "notes.jsonl", "--overwrite"], model: "other.safetensors")
        #expect(other.exitCode == 73)
        #expect(other.messages.hasPrefix("seq2seq-tune: notes.jsonl is no log of a search, so it is not replaced."))
    }

    @Test func aSearchIsNotMixedWithAnother() throws {
        #expect(try tune(["--quiet"], model: "best.safetensors").exitCode == 0)
        let again = try tune(["--quiet"], model: "best.safetensors")
        #expect(again.exitCode == 73)
        #expect(again.messages.contains("--overwrite"), "\(again.messages)")
        let other = try tune(["--quiet", "--resume", "--dropout", "0.3"], model: "best.safetensors")
        #expect(other.exitCode == 65)
        #expect(other.messages.contains("is of a search with other options"), "\(other.messages)")
        #expect(other.messages.contains("--dropout was not given, but is 0.3."), "\(other.messages)")
        let trials = Self.words.map { $0 == "5" ? "6" : $0 }
        let more = try bench.run("seq2seq-tune", trials + ["--model", "best.safetensors", "--quiet", "--resume"])
        #expect(more.exitCode == 65 && more.messages.contains("--trials was 5, but is 6."), "\(more.messages)")
        let finished = try tune(["--quiet", "--resume"], model: "best.safetensors")
        #expect(finished.exitCode == 0 && finished.lines.count == 1)
    }

    @Test func whatOthersHaveWrittenIsKept() throws {
        try bench.write("my notes\n", to: "notes.txt")
        let notes = try tune(["--quiet", "--log", "notes.txt"], model: "best.safetensors")
        #expect(notes.exitCode == 73)
        #expect(try bench.text(of: "notes.txt") == "my notes\n")
        #expect(try tune(["--log", "best.safetensors"], model: "best.safetensors").exitCode == 64)
        try FileManager.default.createDirectory(
            atPath: bench.path(of: "best.safetensors.trials"), withIntermediateDirectories: false)
        try bench.write("thesis", to: "best.safetensors.trials/thesis.txt")
        let directory = try tune(["--quiet", "--overwrite"], model: "best.safetensors")
        #expect(directory.exitCode == 73)
        #expect(directory.messages.contains("is of no search"), "\(directory.messages)")
        #expect(try bench.text(of: "best.safetensors.trials/thesis.txt") == "thesis")
    }

    @Test(arguments: [["--batch-tokens", "80"], ["--embedding", "16", "--tie-embeddings"], ["--hidden", "2"]])
    func whatGoesAgainstTheGivenIsNotSearched(words: [String]) throws {
        let files = ["--train", "pairs.tsv", "--valid", "pairs.tsv", "--model", "m", "--trials", "12", "--steps", "2"]
        let run = try bench.run("seq2seq-tune", files + words)
        #expect(run.exitCode == 0, "\(run.messages)")
    }

    @Test func whatNeedsValidationSaysSo() throws {
        try bench.write("a\tb\nc\td\n", to: "few.tsv")
        let run = try bench.run(
            "seq2seq-tune", ["--train", "few.tsv", "--model", "m", "--trials", "2", "--hidden", "8"])
        #expect(run.exitCode == 65)
        #expect(run.messages.contains("no pairs to validate with"), "\(run.messages)")
        #expect(try !bench.names().contains("m.trials"))
        let usage = try bench.run("seq2seq-tune", ["--train", "few.tsv", "--model", "m"])
        #expect(usage.exitCode == 64 && usage.messages.contains("--trials N"), "\(usage.messages)")
    }
}
