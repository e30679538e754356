import Foundation
import Seq2SeqBench
import Seq2SeqCommands
import Testing

@Suite("Wrong usage")
struct UsageTests {
    /// A wrong command line and what is said about it, after the name of the command.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let command: String
        let words: [String]
        let message: String

        init(_ line: String, _ message: String) {
            let words = line.split(separator: " ").map(String.init)
            command = words[0]
            self.words = Array(words.dropFirst())
            self.message = message
        }

        var testDescription: String { ([command] + words).joined(separator: " ") }
    }

    static let mistakes: [Mistake] = [
        Mistake("seq2seq-train", "One of '--train PAIRS.tsv', '--source FILE' and '--target FILE' must be given."),
        Mistake("seq2seq-train --train p.tsv", "Option '--model MODEL.safetensors' must be given."),
        Mistake("seq2seq-train --hiden 8", "Unknown option '--hiden'. Did you mean '--hidden'?"),
        Mistake("seq2seq-train --frobnicate", "Unknown option '--frobnicate'."),
        Mistake(
            "seq2seq-train --hidden eight", "Option '--hidden' must be an integer from 1 to 65536, but is 'eight'."),
        Mistake("seq2seq-train --hidden 0", "Option '--hidden' must be an integer from 1 to 65536, but is '0'."),
        Mistake("seq2seq-train --hidden", "Option '--hidden' needs a value: '--hidden N'."),
        Mistake("seq2seq-train --hidden --quiet", "Option '--hidden' needs a value: '--hidden N'."),
        Mistake("seq2seq-train --hidden 8 --hidden 9", "Option '--hidden' is given more than once."),
        Mistake(
            "seq2seq-inspect --model m.safetensors", "There is no option '--model': MODEL stands without a name."),
        Mistake("seq2seq-corpus --task copy", "There is no option '--task': TASK stands without a name."),
        Mistake("seq2seq-train --quiet=yes", "Option '--quiet' takes no value, but is given 'yes'."),
        Mistake(
            "seq2seq-train --optimizer adma",
            "Unknown value 'adma' for option '--optimizer'. Did you mean 'adam'? It is one of"),
        Mistake(
            "seq2seq-train --learning-rate nan",
            "Option '--learning-rate' must be a finite number above 0, but is 'nan'."),
        Mistake(
            "seq2seq-train --valid-fraction 1",
            "Option '--valid-fraction' must be a number from 0 up to but not 1, but is '1'."),
        Mistake("seq2seq-train --source a --model m", "Option '--source' also needs '--target FILE'."),
        Mistake(
            "seq2seq-train --train p --source a --target b --model m",
            "Options '--train' and '--source' cannot be given together."),
        Mistake(
            "seq2seq-train --train p --valid v --valid-fraction 0.1 --model m",
            "Options '--valid-fraction' and '--valid' cannot be given together."),
        Mistake(
            "seq2seq-train --train p --model m --hidden 7 --bidirectional",
            "Option '--hidden' is 7, but must be even with '--bidirectional': each direction has half of it."),
        Mistake(
            "seq2seq-train --train p --model m --recipe plain --source-tokens words --share-vocabulary",
            "Source tokens are words and target tokens are characters, but they must be of one kind with"
                + " '--share-vocabulary'."),
        Mistake(
            "seq2seq-train --train p --model m --tokens words --subword-dropout 0.1",
            "Option '--subword-dropout' also needs '--tokens subwords'."),
        Mistake(
            "seq2seq-train --train p --model m --scheduled-sampling-decay linear",
            "Option '--scheduled-sampling-decay' also needs '--scheduled-sampling P'."),
        Mistake(
            "seq2seq-train --train p --model m --batch-size 8 --batch-tokens 100",
            "Options '--batch-size' and '--batch-tokens' cannot be given together."),
        Mistake(
            "seq2seq-train --train p --valid v --model m --ema 0.99 --average 3",
            "Options '--ema' and '--average' cannot be given together."),
        Mistake(
            "seq2seq-train --train p --valid v --model m --average-of best",
            "Option '--average-of' also needs '--average N'."),
        Mistake(
            "seq2seq-train --train p --model m --recipe plain --average 3",
            "Option '--average' needs pairs to validate with"),
        Mistake(
            "seq2seq-train --train p --model m --recipe plain --variational-dropout",
            "Option '--variational-dropout' also needs '--dropout P'."),
        Mistake(
            "seq2seq-train --train p --model m --recipe plain --residual",
            "Option '--residual' also needs '--layers 2'."),
        Mistake(
            "seq2seq-train --initializer orthogonl",
            "Unknown value 'orthogonl' for option '--initializer'. Did you mean 'orthogonal'? It is one of"),
        Mistake("seq2seq-train pairs.tsv", "Unexpected argument 'pairs.tsv'."),
        Mistake("seq2seq-decode", "Option '--model MODEL.safetensors' must be given."),
        Mistake(
            "seq2seq-decode --model m --format json",
            "Unknown value 'json' for option '--format'. Did you mean 'jsonl'? It is one of"),
        Mistake(
            "seq2seq-decode --model m --batch-size 0",
            "Option '--batch-size' must be an integer from 1 to 1000000, but is '0'."),
        Mistake("seq2seq-decode --modle m", "Unknown option '--modle'. Did you mean '--model'?"),
        Mistake("seq2seq-decode --model m --n-best 2", "Option '--n-best' is 2, but '--beam' is only 1."),
        Mistake("seq2seq-decode --model m --beam 2 --n-best 2", "Option '--n-best' also needs '--format tsv|jsonl'."),
        Mistake(
            "seq2seq-decode --model m --length-penalty gnmt:x",
            "Option '--length-penalty' must be 'none', 'average' or 'gnmt:ALPHA' with a number from 0 to 100, but is"),
        Mistake(
            "seq2seq-decode --model m --min-length 5 --max-length 4",
            "Option '--min-length' is 5, but '--max-length' is only 4."),
        Mistake("seq2seq-decode --model m --top-k 5", "Option '--top-k' also needs '--sample'."),
        Mistake(
            "seq2seq-decode --model m --sample --top-p 1.5", "Option '--top-p' must be a number above 0 and at most 1"),
        Mistake(
            "seq2seq-decode --model m --sample --beam 5", "Options '--sample' and '--beam' cannot be given together."),
        Mistake("seq2seq-corpus", "No TASK is given. It is one of 'reversal', 'copy', 'sorting', 'addition', 'dates',"),
        Mistake("seq2seq-inspect", "No MODEL is given."),
        Mistake(
            "seq2seq-inspect m --compare o --pairs p", "Options '--compare' and '--pairs' cannot be given together."),
        Mistake("seq2seq-corpus reversel", "Unknown TASK 'reversel'. Did you mean 'reversal'? It is one of"),
        Mistake("seq2seq-corpus copy extra", "Unexpected argument 'extra'."),
        Mistake(
            "seq2seq-corpus copy --digits 3", "Option '--digits' does not apply to 'copy', only to 'addition'."),
        Mistake(
            "seq2seq-corpus copy --min-length 5 --max-length 4",
            "Option '--min-length' is 5, but '--max-length' is only 4."),
        Mistake(
            "seq2seq-corpus addition --digits 10", "Option '--digits' must be an integer from 1 to 9, but is '10'."),
        Mistake(
            "seq2seq-corpus addition --digits 1 --count 50 --skip 6",
            "The task 'addition' has only 55 pairs with these options, too few for '--count 50' after '--skip 6'."),
    ]

    @Test(arguments: mistakes)
    func aMistakeIsNamedAndNothingIsDone(_ mistake: Mistake) throws {
        let bench = try Bench()
        let run = try bench.run(mistake.command, mistake.words)
        #expect(run.exitCode == 64)
        #expect(run.output == "")
        #expect(run.messages.hasPrefix("\(mistake.command): \(mistake.message)"), "\(run.messages)")
        #expect(try bench.names() == [])
    }

    @Test func aUsageErrorPointsToTheHelp() throws {
        let run = try Bench().run("seq2seq-train", ["--hiden", "8"])
        #expect(
            run.messages == """
                seq2seq-train: Unknown option '--hiden'. Did you mean '--hidden'?
                Try 'seq2seq-train --help' for help.

                """)
    }

    @Test(arguments: [
        ("seq2seq-train", "--train pairs.tsv --model pairs.tsv", "pairs.tsv would destroy the input."),
        (
            "seq2seq-train", "--train pairs.tsv --model m --log ./pairs.tsv",
            "./pairs.tsv would destroy the input pairs.tsv"
        ),
        ("seq2seq-decode", "--model model.safetensors --output model.safetensors", "model.safetensors would destroy"),
        ("seq2seq-decode", "--model model.safetensors --input pairs.tsv --output link", "link would destroy the input"),
        ("seq2seq-decode", "--model model.safetensors --score pairs.tsv --output pairs.tsv", "pairs.tsv would destroy"),
    ])
    func anOutputIsNotWrittenOverAnInput(command: String, words: String, message: String) throws {
        let bench = try Bench.withModel()
        let model = try bench.bytes(of: "model.safetensors")
        try FileManager.default.createSymbolicLink(
            atPath: bench.path(of: "link"), withDestinationPath: "pairs.tsv")
        let run = try bench.run(command, words.split(separator: " ").map(String.init))
        #expect(run.exitCode == 64)
        #expect(run.messages.hasPrefix("\(command): Writing \(message)"), "\(run.messages)")
        #expect(try bench.text(of: "pairs.tsv") == TinyTraining.pairs)
        #expect(try bench.bytes(of: "model.safetensors") == model)
        #expect(try bench.names() == ["link", "model.safetensors", "model.safetensors.checkpoint", "pairs.tsv"])
    }

    @Test(arguments: Toolkit.commands)
    func helpGoesToStandardOutputAndFitsATerminal(_ command: String) throws {
        let run = try Bench().run(command, ["--help"])
        #expect(run.exitCode == 0)
        #expect(run.messages == "")
        #expect(run.output.hasPrefix("Usage: \(command) "))
        #expect(run.output.contains("\nExamples:\n"))
        #expect(run.lines.allSatisfy { $0.count <= 80 })
    }

    @Test(arguments: Toolkit.commands)
    func versionIsOneLine(_ command: String) throws {
        let run = try Bench().run(command, ["--version"])
        #expect(run.exitCode == 0)
        #expect(run.lines.count == 1 && run.output.hasPrefix("\(command) "))
    }
}
