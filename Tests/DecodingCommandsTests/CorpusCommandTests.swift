import Seq2SeqBench
import Seq2SeqTasks
import Testing

@Suite("seq2seq-corpus")
struct CorpusCommandTests {
    @Test(arguments: ToyTask.allCases)
    func itWritesTheTasksPairs(_ task: ToyTask) throws {
        let run = try Bench().run("seq2seq-corpus", [task.rawValue, "--count", "300", "--seed", "12", "--skip", "5"])
        let pairs = task.pairs(seed: 12).dropFirst(5).prefix(300)
        #expect(run.exitCode == 0)
        #expect(run.messages == "")
        #expect(run.output == pairs.map { "\($0.source)\t\($0.target)\n" }.joined())
    }

    @Test func aThousandPairsOfSeedOneAreTheDefault() throws {
        let bench = try Bench()
        let run = try bench.run("seq2seq-corpus", ["numbers"])
        #expect(run.lines.count == 1000)
        #expect(run.output == (try bench.run("seq2seq-corpus", ["numbers", "--seed=1", "--count=1000"]).output))
    }

    @Test func lengthsAndDigitsAreThoseAskedFor() throws {
        let bench = try Bench()
        let words = try bench.run("seq2seq-corpus", ["reversal", "--min-length", "13", "--max-length", "20"])
        #expect(words.lines.allSatisfy { (27...41).contains($0.count) && !$0.count.isMultiple(of: 2) })
        let sums = try bench.run("seq2seq-corpus", ["addition", "--digits", "9", "--count", "50"])
        #expect(sums.lines.contains { $0.count >= 9 + 1 + 9 + 1 + 9 })
    }

    @Test func aReaderThatHasEnoughIsNoError() throws {
        let run = try Bench().runShell(
            "{ seq2seq-corpus copy --count 500000; echo $? >code; } | head -n 2; cat code")
        #expect(run.lines.count == 3)
        #expect(run.lines.last == "0")
        #expect(run.messages == "")
    }

    #if os(Linux)
        @Test func aFullDiskIsToldWithAnExitCode() throws {
            let run = try Bench().runShell("seq2seq-corpus copy --count 500000 >/dev/full")
            #expect(run.exitCode == 73)
            #expect(run.messages == "seq2seq-corpus: The results cannot be written: No space left on device.\n")
        }
    #endif
}
