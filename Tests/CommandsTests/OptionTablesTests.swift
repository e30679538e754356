import Foundation
import Seq2SeqBench
import Seq2SeqCommands
import Seq2SeqSettings
import Seq2SeqTraining
import Testing

/// The tables of options in the pages are those that the commands have.
///
/// With `SEQ2SEQ_WRITE_PAGES=1` in the environment the test writes them into the pages instead.
struct OptionTablesTests {
    static let commands = [
        (name: "seq2seq-train", options: TrainArguments.markdownOptions),
        (name: "seq2seq-tune", options: TuneArguments.markdownOptions),
        (name: "seq2seq-decode", options: DecodeArguments.markdownOptions),
        (name: "seq2seq-evaluate", options: EvaluateArguments.markdownOptions),
        (name: "seq2seq-inspect", options: InspectArguments.markdownOptions),
        (name: "seq2seq-convert", options: ConvertArguments.markdownOptions),
        (name: "seq2seq-corpus", options: CorpusArguments.markdownOptions),
    ]

    @Test(arguments: [(TrainArguments.help, "Train"), (DecodeArguments.help, "Decode")])
    func thePageOfACommandNamesEveryOption(help: String, name: String) throws {
        let page = try Documentation.page("\(Documentation.catalogue)/\(name).md")
        let ofAll = ["--help", "--version", "--completion", "--manual"]
        for match in help.matches(of: /\n  (--[a-z0-9-]+)/) where !ofAll.contains(String(match.output.1)) {
            #expect(page.text.contains(match.output.1), "\(match.output.1)")
        }
    }

    @Test(arguments: commands)
    func everyPageHasTheOptionsThatTheCommandHas(name: String, options: String) throws {
        let (begin, end) = ("<!-- options of \(name) -->\n", "<!-- end of options -->")
        var places = 0
        for page in try Documentation.pages() {
            var parts = page.text.components(separatedBy: begin)
            for index in parts.indices.dropFirst() {
                places += 1
                let close = try #require(parts[index].range(of: end), "\(page) does not say where the options end")
                let expected = "\n" + options + "\n"
                if ProcessInfo.processInfo.environment["SEQ2SEQ_WRITE_PAGES"] != nil {
                    parts[index].replaceSubrange(..<close.lowerBound, with: expected)
                } else {
                    #expect(
                        parts[index][..<close.lowerBound] == expected,
                        "\(page): run this test with SEQ2SEQ_WRITE_PAGES=1 to write the options anew")
                }
            }
            let text = parts.joined(separator: begin)
            if text != page.text {
                let file = Documentation.top.appendingPathComponent(page.path)
                try text.write(to: file, atomically: true, encoding: .utf8)
            }
        }
        #expect(places == 1)
    }

    @Test func thePageOnRecipesHasTheRules() throws {
        let page = try Documentation.page("Sources/Seq2Seq/Seq2Seq.docc/Recipes.md")
        let (begin, end) = ("<!-- rules of the recipe -->\n", "<!-- end of rules -->")
        let parts = page.text.components(separatedBy: begin)
        #expect(parts.count == 2)
        let close = try #require(parts[1].range(of: end))
        let expected = "\n" + Recipe.markdownRules + "\n"
        if ProcessInfo.processInfo.environment["SEQ2SEQ_WRITE_PAGES"] != nil {
            let text = parts[0] + begin + expected + parts[1][close.lowerBound...]
            let file = Documentation.top.appendingPathComponent(page.path)
            try text.write(to: file, atomically: true, encoding: .utf8)
        } else {
            #expect(parts[1][..<close.lowerBound] == expected, "Run this test with SEQ2SEQ_WRITE_PAGES=1")
        }
    }

    @Test func aPropertyAndARowAreAnOption() throws {
        var options = AddedOption()
        let setting = try #require(AddedOption.settings.settings.first)
        #expect(setting.name.option == "--beta2")
        #expect(setting.read("0.98", &options) == nil)
        #expect(options.beta2 == 0.98)
    }

    @Test func optionsInASentenceAreCode() {
        #expect(
            TrainArguments.markdownOptions.contains(
                "| `--tie-embeddings` |  | Use the target's embeddings as the output layer's weights; `--embedding` must"
                    + " equal `--hidden`; `--no-tie-embeddings` for weights of its own. |\n"))
        #expect(
            TrainArguments.markdownOptions.contains("| `--hidden` | `N` | Size of a layer's state (default: 256). |"))
        #expect(DecodeArguments.markdownOptions.contains("| `--ban-unknown` |  | Never say `<unk>`. |"))
        #expect(
            DecodeArguments.markdownOptions.contains("| `--length-penalty` | `none`, `average`, `gnmt:ALPHA` | "))
    }
}

/// The code of the page on adding an option.
struct AddedOption: Adjustable {
    /// Adam's decay of the second moment (beta 2).
    public var beta2 = 0.999

    init() {}

    static let settings = SettingTable<Self>([
        SettingGroup(
            "Training",
            [
                Setting(
                    "beta2", \.beta2, .real(.from(0, below: 1)),
                    "The same of its running mean of their squares; 0.98 is usual with large batches.")
            ])
    ])
}
