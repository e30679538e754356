import Seq2SeqBench
import Testing

#if os(Linux)
    /// Input without an end is refused once there is no more memory for it, and the command says so.
    @Suite("Endless input")
    struct EndlessInputTests {
        @Test(arguments: [
            "yes 'a\tb' | seq2seq-train --train - --model m", "yes | seq2seq-train --train - --skip-invalid --model m",
            "yes | seq2seq-train --source /dev/stdin --target lines.txt --model m",
            "yes | seq2seq-train --source lines.txt --target - --model m",
            "yes | seq2seq-evaluate --output /dev/stdin --reference lines.txt",
            "yes | seq2seq-evaluate --output lines.txt --reference -",
            "yes 'a\tb' | seq2seq-evaluate --output lines.txt --pairs -",
            "yes 'a\tb' | seq2seq-decode --model model.safetensors --score -",
        ])
        func linesWithoutAnEndAreRefused(command: String) throws {
            let bench = try Bench.withModel()
            try bench.write("a\nb\n", to: "lines.txt")
            let run = try bench.runShell("ulimit -v 400000; \(command); echo $?")
            #expect(run.lines.last == "65")
            #expect(run.messages.contains("MiB of memory that are available. Has it an end?"), "\(run.messages)")
        }

        @Test(arguments: [
            "seq2seq-evaluate --output /dev/stdin --reference lines.txt",
            "seq2seq-evaluate --output lines.txt --reference -", "seq2seq-decode --model model.safetensors",
            "seq2seq-decode --model model.safetensors --format jsonl",
            "seq2seq-decode --model model.safetensors --input lines.txt --prefix-file /dev/stdin",
        ])
        func aLineWithoutAnEndIsRefused(command: String) throws {
            let bench = try Bench.withModel()
            try bench.write("a\nb\n", to: "lines.txt")
            let run = try bench.runShell("ulimit -v 400000; yes | tr -d '\\n' | \(command) >out; echo $?")
            #expect(run.lines.last == "65")
            #expect(run.messages.contains("Does it end its lines?"), "\(run.messages)")
        }

        @Test(arguments: [
            "seq2seq-evaluate --output /dev/zero --reference lines.txt",
            "seq2seq-decode --model model.safetensors --input lines.txt --prefix-file /dev/zero",
        ])
        func zerosAreNoText(command: String) throws {
            let bench = try Bench.withModel()
            try bench.write("a\nb\n", to: "lines.txt")
            let run = try bench.runShell("\(command); echo $?")
            #expect(run.lines.last == "65")
            #expect(run.messages.contains("/dev/zero is not UTF-8 text, but zero bytes alone."), "\(run.messages)")
        }

        /// A line that is too long and ends is passed over.
        @Test func theLinesAfterALongOneAreDecoded() throws {
            let bench = try Bench.withModel()
            let run = try bench.runShell(
                "(head -c 20000000 /dev/zero | tr '\\0' a; echo; echo abc) | seq2seq-decode --model model.safetensors; echo $?"
            )
            #expect(run.lines.count == 3 && run.lines[0] == "" && run.lines[2] == "65")
            #expect(run.messages.contains("Line 1: the line is too long"), "\(run.messages)")
        }
    }
#endif
