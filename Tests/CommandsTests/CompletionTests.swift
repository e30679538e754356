import Foundation
import Seq2SeqBench
import Seq2SeqCommands
import Testing

@Suite("Completion and manual pages")
struct CompletionTests {
    private static let pairs = Toolkit.commands.flatMap { command in Shell.allCases.map { (command, $0) } }

    /// The options that `--help` of a command shows.
    private static func options(of command: String, on bench: Bench) throws -> [String] {
        try bench.run(command, ["--help"]).lines.filter { $0.hasPrefix("  --") }
            .map { String($0.dropFirst(2).prefix { $0 != " " }) }
    }

    @Test(arguments: pairs)
    func aScriptHasEveryOption(command: String, shell: Shell) throws {
        let bench = try Bench()
        let run = try bench.run(command, ["--completion", shell.rawValue])
        #expect(run.exitCode == 0 && run.messages == "")
        #expect(run.output == (try bench.run(command, ["--completion=\(shell)"]).output))
        let options = try Self.options(of: command, on: bench)
        #expect(options.count >= 8)
        for option in options {
            let place =
                switch shell {
                case .bash: " \(option)[ ;]"
                case .zsh: "'\\*?\(option)=?\\["
                case .fish: "-l \(option.dropFirst(2)) "
                }
            #expect(run.output.firstRange(of: try Regex(place)) != nil, "\(option)")
        }
    }

    /// A command line whose last word is to be completed, and what bash is offered.
    @Test(arguments: [
        ("seq2seq-train --optimizer ad", "adam adamw"), ("seq2seq-train --optimizer = ad", "adam adamw"),
        ("seq2seq-train --optimizer =", "sgd adam adamw"), ("seq2seq-train --hidden 1", ""),
        ("seq2seq-train --train p", ""), ("seq2seq-train --qu", "--quiet"), ("seq2seq-train --quiet --qu", ""),
        ("seq2seq-decode --model a --mod", "--model"), ("seq2seq-decode --length-penalty g", "gnmt:"),
        ("seq2seq-evaluate --metrics wer,tok", "wer,token-accuracy"), ("seq2seq-corpus re", "reversal"),
        ("seq2seq-corpus --seed 1 re", "reversal"), ("seq2seq-corpus copy re", ""),
        ("seq2seq-corpus copy --co", "--count --completion"), ("seq2seq-corpus -- co", "copy"),
        ("seq2seq-corpus copy -- --co", ""), ("seq2seq-train --completion ", "bash zsh fish"),
    ])
    func bashIsOfferedWhatFits(line: String, offer: String) throws {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let script = """
            bash -c 'source <(\(words[0]) --completion bash); \
            COMP_WORDS=(\(quoted.replacing("'", with: "\""))); COMP_CWORD=\(words.count - 1); \
            _\(words[0].replacing("-", with: "_")); echo "${COMPREPLY[@]}"'
            """
        let run = try Bench().runShell(script)
        #expect(run.messages == "")
        #expect(run.output == offer + "\n")
    }

    @Test func anUnknownShellIsNamed() throws {
        let run = try Bench().run("seq2seq-corpus", ["--completion", "fisch"])
        #expect(run.exitCode == 64)
        #expect(
            run.messages.hasPrefix(
                "seq2seq-corpus: Unknown value 'fisch' for option '--completion'. Did you mean 'fish'? It is one of"),
            "\(run.messages)")
        #expect(
            try Bench().run("seq2seq-corpus", ["--completion"]).messages.hasPrefix(
                "seq2seq-corpus: Option '--completion' needs a value: '--completion bash|zsh|fish'."))
    }

    @Test(arguments: Toolkit.commands)
    func aManualPageHasItsSectionsAndEveryOption(command: String) throws {
        let bench = try Bench()
        let run = try bench.run(command, ["--manual"])
        #expect(run.exitCode == 0 && run.messages == "")
        let sections = run.lines.filter { $0.hasPrefix(".SH ") }.map { $0.dropFirst(4).filter { $0 != "\"" } }
        #expect(
            sections == [
                "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO",
            ])
        for option in try Self.options(of: command, on: bench) {
            let written = option.replacing("-", with: "\\-")
            #expect(run.lines.contains { ($0 + " ").hasPrefix("\\fB\(written)\\fR ") }, "\(option)")
        }
        for other in Toolkit.commands where other != command {
            #expect(run.output.contains("\\fB\(other.replacing("-", with: "\\-"))\\fR(1)"))
        }
        // Examples stand 11 columns from the left and are not broken.
        let examples = run.output.components(separatedBy: ".nf\n").dropFirst()
            .flatMap { $0.components(separatedBy: "\n.fi")[0].split(separator: "\n") }
        #expect(!examples.isEmpty)
        for line in examples {
            #expect(line.replacing("\\-", with: "-").replacing("\\e", with: "\\").count <= 69, "\(line)")
        }
    }

    @Test func everyCommandOfThePackageIsListed() throws {
        let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let manifest = try String(contentsOf: top.appendingPathComponent("Package.swift"), encoding: .utf8)
        let list = try #require(manifest.firstMatch(of: /let commands = \[([^\]]*)\]/)).output.1
        let names = list.split(separator: ",").map { $0.filter { $0.isLetter || $0.isNumber || $0 == "-" } }
        #expect(names.filter { !$0.isEmpty }.sorted() == Toolkit.commands.sorted())
    }
}
