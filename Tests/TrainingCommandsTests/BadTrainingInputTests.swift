import Foundation
import Seq2SeqBench
import Testing

@Suite("Training on bad input")
struct BadTrainingInputTests {
    private static let latin1: [UInt8] = Array("a\tb\nc".utf8) + [0xE9] + Array("\td\n".utf8)
    private static let utf16: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x09, 0x00, 0x62, 0x00, 0x0A, 0x00]
    private static let nul: [UInt8] = Array("a\tb\nc\u{0}\td\n".utf8)

    static let badInputs: [BadInput] = [
        BadInput("no such file", [:], "--train p.tsv", 66, "p.tsv: no such file. Check the path"),
        BadInput("a directory", [:], "--train .", 66, ". is a directory. Name a text file in it."),
        BadInput("an empty file", ["p.tsv": ""], "--train p.tsv", 65, "p.tsv is empty.", "at least one pair"),
        BadInput(
            "a blank source", ["p.tsv": "a\tb\n  \td\n"], "--train p.tsv", 65, "p.tsv, line 2: the source is blank.",
            "--skip-invalid"),
        BadInput(
            "a blank target", ["p.tsv": "a\tb\nc\t\n"], "--train p.tsv", 65, "p.tsv, line 2: the target is blank.",
            "--skip-invalid"),
        BadInput(
            "a blank line", ["p.tsv": "a\tb\n\nc\td\n"], "--train p.tsv", 65, "p.tsv, line 2: there is no tab."),
        BadInput(
            "a missing tab", ["p.tsv": "a\tb\nc d\n"], "--train p.tsv", 65, "p.tsv, line 2: there is no tab.",
            "a source, a tab and a target"),
        BadInput(
            "unequal line counts", ["a.txt": "a\nb\nc\n", "b.txt": "a\nb\n"], "--source a.txt --target b.txt", 65,
            "a.txt has 3 lines but b.txt has 2. Each line must pair with one line."),
        BadInput(
            "a blank line in one of two files", ["a.txt": "a\n\n", "b.txt": "a\nb\n"],
            "--source a.txt --target b.txt", 65, "a.txt, line 2: the source is blank."),
        BadInput(
            "no such target file", ["a.txt": "a\n"], "--source a.txt --target b.txt", 66, "b.txt: no such file."),
        BadInput(
            "bytes that are not UTF-8", ["p.tsv": latin1], "--train p.tsv", 65,
            "p.tsv, line 2: byte 2 of the line, 0xE9, is not valid UTF-8.", "iconv"),
        BadInput(
            "UTF-16", ["p.tsv": utf16], "--train p.tsv", 65, "p.tsv is not UTF-8 text, but text in UTF-16.",
            "iconv -f UTF-16 -t UTF-8 < p.tsv"),
        BadInput(
            "gzip", ["p.tsv.gz": [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3]], "--train p.tsv.gz", 65,
            "data compressed by gzip. Convert it first: gzip -dc < p.tsv.gz"),
        BadInput(
            "CSV", ["p.csv": "cat,chat\ndog,\"chien, ou chienne\"\n"], "--train p.csv --skip-invalid", 65,
            "p.csv is not UTF-8 text with a tab between columns, but a table with ',' between its columns.",
            "csv.reader"),
        BadInput(
            "a tab too many", ["p.tsv": "a b\tc d\tx y\ne f\tg h\n"], "--train p.tsv", 65,
            "p.tsv, line 2: there are 2 columns, but 3 in line 1."),
        BadInput(
            "lines ended by CR alone", ["p.tsv": "cat\tchat\rdog\tchien\r"], "--train p.tsv", 65,
            "p.tsv, line 1: carriage returns seem to end the lines", "tr '\\r' '\\n'"),
        BadInput(
            "sources whose lines CR alone ends", ["a.txt": "a\rb\r", "b.txt": "c\nd\n"],
            "--source a.txt --target b.txt", 65, "a.txt, line 1: carriage returns seem to end the lines"),
        BadInput(
            "a column that is not there", ["p.tsv": "1\ta\tb\n"], "--train p.tsv --columns 2,4", 65,
            "p.tsv, line 1: there is no column 4, only 3."),
        BadInput(
            "tokens that are all rare", ["p.tsv": "a\tb\nc\td\n"], "--train p.tsv --minimum-count 2", 65,
            "Every source token is unknown: none comes 2 times."),
        BadInput("a NUL", ["p.tsv": nul], "--train p.tsv", 65, "p.tsv, line 2: byte 2 of the line is a NUL"),
        BadInput(
            "no valid pair", ["p.tsv": "a\nb\n"], "--train p.tsv --skip-invalid", 65,
            "There is no valid pair in p.tsv: 2 lines left out."),
        BadInput(
            "no short pair", ["p.tsv": "abc\tb\nd\tefg\n"], "--train p.tsv --max-length 2", 65,
            "All 2 training pairs have a side of more than 2 tokens."),
        BadInput(
            "one pair, of which half is kept to validate with", ["p.tsv": "a\tb\n"],
            "--train p.tsv --valid-fraction 0.5", 65, "A share of 0.5 of 1 pairs is less than one pair."),
        BadInput(
            "bad validation pairs", ["p.tsv": "a\tb\n", "v.tsv": "a\n"], "--train p.tsv --valid v.tsv", 65,
            "v.tsv, line 1: there is no tab."),
        BadInput(
            "no validation pairs", ["p.tsv": "a\tb\n", "v.tsv": ""], "--train p.tsv --valid v.tsv", 65,
            "v.tsv is empty."),
        BadInput(
            "a model in a directory that is not there", ["p.tsv": "a\tb\n"], "--train p.tsv --model no/m.safetensors",
            73, "no/m.safetensors cannot be written: there is no directory", "Create it first."),
        BadInput(
            "a model that is a directory", ["p.tsv": "a\tb\n"], "--train p.tsv --model .", 73,
            ". is a directory. Name a file for the model"),
        BadInput(
            "a log in a directory that is not there", ["p.tsv": "a\tb\n"], "--train p.tsv --log no/log.jsonl", 73,
            "no/log.jsonl cannot be written: No such file or directory."),
    ]

    @Test(arguments: badInputs)
    func isToldWithAnExitCodeAndLeavesNoFile(_ input: BadInput) throws {
        let bench = try Bench()
        try bench.write(input)
        let model = input.words.contains("--model") ? [] : ["--model", "model.safetensors"]
        let run = try bench.run("seq2seq-train", input.words + model + TinyTraining.size + ["--steps", "2"])
        #expect(run.exitCode == input.exitCode)
        #expect(run.output == "")
        #expect(run.messages.split(separator: "\n").last?.hasPrefix("seq2seq-train: ") ?? false, "\(run.messages)")
        for part in input.messageParts { #expect(run.messages.contains(part), "\(run.messages)") }
        #expect(try bench.names() == input.files.map(\.name))
    }

    @Test(arguments: [
        ("--source - --target -", "Two inputs are standard input, which can be read once."),
        ("--train p.tsv --columns 2,2", "two different columns counted from 1, such as '2,4', but is '2,2'"),
        ("--source a.txt --target b.txt --columns 1,2", "Option '--columns' also needs '--train PAIRS.tsv'."),
    ])
    func inputsThatCannotBeMeantAreRefused(words: String, message: String) throws {
        let run = try Bench().run(
            "seq2seq-train", ["--model", "m.safetensors"] + words.split(separator: " ").map(String.init))
        #expect(run.exitCode == 64)
        #expect(run.messages.contains(message), "\(run.messages)")
    }

    /// Files that are odd but right.
    static let oddInputs: [BadInput] = [
        BadInput("one pair", ["p.tsv": "a\tb\n"], "", 0, "training pairs     1 "),
        BadInput("one pair without a line end", ["p.tsv": "a\tb"], "", 0, "training pairs     1 "),
        BadInput("further columns", ["p.tsv": "a\tb\tCC-BY 2.0 #1\n"], "", 0, "vocabularies       source 5, target 5"),
        BadInput(
            "a third column", ["p.tsv": "a\tb\tnoun\nc\td\tverb\n"], "", 0,
            "p.tsv: column 3 is ignored in 2 lines (line 1: \"noun\")."),
        BadInput(
            "Tatoeba's own columns", ["p.tsv": "1276\tGo.\t77\tGeh.\n1277\tHi.\t78\tHallo!\n"], "", 0,
            "training data: all sources are numbers, which look like ids (first: line 1); texts stand in columns 2 and 4"
                + " (--columns 2,4)"),
        BadInput(
            "Tatoeba's texts", ["p.tsv": "1276\tGo\t77\tGeh\n1277\tGoo\t78\tGehe\n"], "--columns 2,4", 0,
            "p.tsv: columns 1, 3 are ignored in 2 lines (line 1: \"1276\").", "vocabularies       source 6, target 7",
            "nothing unusual was found"),
        BadInput(
            "lines with a tab too many that are left out", ["p.tsv": "a\tb\tx\nc\td\ne\tf\n"], "--skip-invalid", 0,
            "1 pair was left out: another number of columns (at line 1).", "training pairs     2 "),
        BadInput(
            "a word that is spelled like a reserved name", ["p.tsv": "<s> a\t<unk> b\n"], "--tokens words", 0,
            "unknown tokens     source 0.00 %, target 0.00 %", "vocabularies       source 6, target 6"),
        BadInput(
            "a header", ["p.tsv": "Source\tTarget\na\tb\n"], "", 0,
            "line 1 looks like a header: \"Source\", \"Target\""),
        BadInput(
            "pairs that are validated with too", ["p.tsv": "a\tb\n"], "--valid p.tsv", 0,
            "p.tsv is read to train on and to validate with"),
        BadInput(
            "subwords cut before", ["p.tsv": "a@@ b\tc\n"], "", 0,
            "1 source line is cut into subwords already", "use --tokens words"),
        BadInput(
            "a byte order mark", ["p.tsv": "\u{FEFF}a\tb\n"], "", 0,
            "p.tsv: a byte order mark at the start was dropped.",
            "vocabularies       source 5, target 5"),
        BadInput(
            "Windows line ends", ["p.tsv": "a\tb\r\nc\td\r\n"], "", 0,
            "p.tsv: a carriage return was dropped at the end of 2 lines.", "vocabularies       source 6, target 6"),
        BadInput(
            "a line separator in a line", ["p.tsv": "a\u{2028}c\tb\n"], "", 0, "training pairs     1 ",
            "vocabularies       source 7, target 5"),
        BadInput(
            "bad pairs that are left out", ["p.tsv": "a\tb\nc\nd\t\ne\n"], "--skip-invalid", 0,
            "2 pairs were left out: missing tab (first at line 2).", "1 pair was left out: blank target (at line 3).",
            "training pairs     1 "),
        BadInput(
            "a pair that is too long", ["p.tsv": "a\tb\nabc\td\n"], "--max-length 2", 0,
            "1 training pair with a side of more than 2 tokens left out."),
        BadInput(
            "a megabyte in a line", ["p.tsv": String(repeating: "a", count: 1 << 20) + "\tb\n"], "--tokens words", 0,
            "training pairs     1 ", "vocabularies       source 5, target 5"),
    ]

    @Test(arguments: oddInputs)
    func aFileThatIsOddButRightTrains(_ input: BadInput) throws {
        let bench = try Bench()
        try bench.write(input)
        let words = ["--train", "p.tsv", "--model", "model.safetensors"] + TinyTraining.size + ["--steps", "2"]
        let run = try bench.run("seq2seq-train", words + input.words)
        #expect(run.exitCode == 0, "\(run.messages)")
        for part in input.messageParts { #expect(run.messages.contains(part), "\(run.messages)") }
        #expect(try bench.names() == ["model.safetensors", "model.safetensors.checkpoint", "p.tsv"])
    }

    @Test func unknownTokensOfValidationAreSaid() throws {
        let bench = try Bench()
        try bench.write("abc\txyz\n", to: "p.tsv")
        try bench.write("\u{431}\u{432}\ty\n", to: "v.tsv")
        let words = ["--train", "p.tsv", "--valid", "v.tsv", "--metric", "bleu", "--model", "m", "--dry-run"]
        let run = try bench.run("seq2seq-train", words + TinyTraining.size)
        #expect(run.exitCode == 0)
        for part in [
            "source 0.00 %, target 0.00 %; in validation source 100.00 %, target 0.00 %",
            "validation data: 100.00 % of the source tokens are unknown to the model",
            "--metric bleu counts runs of four words, but only 0.00 % of the validation targets",
        ] { #expect(run.output.contains(part), "\(run.output)") }
    }

    @Test func aDashIsStandardInputAndStandardOutput() throws {
        let bench = try Bench()
        let words = ["--train", "-", "--model", "m.safetensors", "--steps", "2", "--quiet"]
        let run = try bench.run("seq2seq-train", words + TinyTraining.size, input: Array(TinyTraining.pairs.utf8))
        #expect(run.exitCode == 0, "\(run.messages)")
        #expect(try bench.names() == ["m.safetensors", "m.safetensors.checkpoint"])
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        #expect(try bench.train(["--steps", "2", "--quiet"]).exitCode == 0)
        #expect(try bench.bytes(of: "m.safetensors") == bench.bytes(of: "model.safetensors"))
        let decoded = try bench.decode(["--input", "-", "--output", "-"], input: "abc\n")
        #expect(try decoded.exitCode == 0 && decoded.output == bench.decode(input: "abc\n").output)
        #expect(try !bench.names().contains("-"))
    }

    #if os(Linux)
        @Test(arguments: ["/dev/zero", "endless"])
        func aLineWithoutAnEndIsRefused(_ path: String) throws {
            let run = try Bench().runShell(
                """
                mkfifo endless; yes | tr -d '\\n' >endless &
                ulimit -v 2500000; seq2seq-train --train \(path) --model m.safetensors --skip-invalid; echo $?
                kill $!
                """)
            #expect(run.lines.first == "65", "\(run.messages)")
        }
    #endif

    @Test func aFileThatMayNotBeReadIsNoInput() throws {
        let bench = try Bench()
        try bench.write(TinyTraining.pairs, to: "pairs.tsv")
        #expect(chmod(bench.path(of: "pairs.tsv"), 0) == 0)
        // The superuser may read it nevertheless.
        let mayRead = access(bench.path(of: "pairs.tsv"), R_OK) == 0
        let run = try bench.train(["--steps", "1", "--quiet"])
        #expect(run.exitCode == (mayRead ? 0 : 66))
        #expect(run.messages.contains("pairs.tsv may not be read by this user.") == !mayRead)
        #expect(try bench.names().contains("model.safetensors") == mayRead)
    }
}
