import Seq2SeqSettings

/// A command's manual page in roff, with the macros of man(7), which `man` of every system reads.
struct ManualPage {
    private(set) var lines: [String] = []

    init<Arguments: CommandArguments>(_ command: Command<Arguments>) {
        let name = Self.escaped(command.name)
        let title = Self.escaped(command.name.uppercased())
        lines.append(".TH \(title) 1 \(Version.date) \"Seq2Seq \(Version.current)\" \"Seq2Seq\"")
        // Words are neither cut nor spread.
        lines += [".nh", ".ad l"]
        addSection("NAME")
        addText("\(name) \\- \(Self.escaped(Self.purpose(of: command.summary)))")
        addSection("SYNOPSIS")
        for usage in command.usage + Question.allCases.map(\.option.spelling) {
            lines.append(".SY \(name)")
            addText(Self.marked(usage, marksPlaceholders: true))
        }
        lines.append(".YS")
        addSection("DESCRIPTION")
        addText(Self.marked(command.summary))
        for operand in command.operands where !operand.values.isEmpty {
            lines += [".PP", "\\fI\(Self.escaped(operand.placeholder))\\fR is one of"]
            for value in operand.values { addEntry("\\fB\(Self.escaped(value.name))\\fR", value.help) }
        }
        addSection("OPTIONS")
        for group in command.optionGroups {
            lines.append(".SS \"\(Self.escaped(group.title))\"")
            for option in group.options {
                addEntry(Self.marked(option.spelling, marksPlaceholders: true), option.help)
            }
        }
        addSection("EXIT STATUS")
        for end in command.ends { addEntry("\\fB\(end.code.rawValue)\\fR", end.meaning) }
        addSection("ENVIRONMENT")
        addEntry(
            "\\fBLC_ALL\\fR, \\fBLC_CTYPE\\fR, \\fBLANG\\fR",
            "The first of them that is set says whether a terminal shows UTF-8. If not, messages spell other characters"
                + " out.")
        addEntry(
            "\\fBSEQ2SEQ_INSTRUCTIONS\\fR", "The instruction set to compute with, instead of the machine's best.")
        addExamples(command.examples.map { ($0.purpose, $0.lines) })
        addSection("SEE ALSO")
        lines.append(
            Toolkit.commands.filter { $0 != command.name }.sorted().map { "\\fB\(Self.escaped($0))\\fR(1)" }
                .joined(separator: ",\n"))
    }

    private mutating func addSection(_ title: String) { lines.append(".SH \"\(title)\"") }

    private mutating func addEntry(_ head: String, _ explanation: String) {
        lines += [".TP", head]
        addText(Self.marked(explanation))
    }

    /// Adds a text in lines of a length that every tool takes.
    private mutating func addText(_ text: String) {
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty && line.utf8.count + 1 + word.utf8.count > 78 {
                lines.append(line)
                line = ""
            }
            // A line that begins with a stop would be a request.
            line += (line.isEmpty ? (word.hasPrefix(".") ? "\\&" : "") : " ") + word
        }
        if !line.isEmpty { lines.append(line) }
    }

    private mutating func addExamples(_ examples: [(purpose: String, lines: [String])]) {
        if examples.isEmpty { return }
        addSection("EXAMPLES")
        for (index, example) in examples.enumerated() {
            // The heading has made room already.
            if index > 0 { lines.append(".PP") }
            addText(Self.marked(example.purpose))
            lines += [".PP", ".RS 4", ".nf"] + example.lines.map(Self.escaped) + [".fi", ".RE"]
        }
    }

    /// The first sentence of a summary, as the list of pages shows it.
    private static func purpose(of summary: String) -> String {
        let sentence = summary.prefix { $0 != "." }
        return sentence.prefix(1).lowercased() + sentence.dropFirst()
    }

    /// A sentence, or a way to call the command, with options bold and, if wanted, what stands for values slanted.
    private static func marked(_ text: String, marksPlaceholders: Bool = false) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            let core = word.drop { $0 == "(" || $0 == "[" }
            let end = core.lastIndex { $0.isLetter || $0.isNumber } ?? core.startIndex
            let isOption = core.hasPrefix("--")
            guard isOption || (marksPlaceholders && core.contains { $0.isLetter }) else { return escaped(String(word)) }
            let marked = escaped(String(core[...end]))
            let font = isOption || core.contains("|") ? "B" : "I"
            return escaped(String(word.prefix(word.count - core.count))) + "\\f\(font)\(marked)\\fR"
                + escaped(String(core[end...].dropFirst()))
        }
        return words.joined(separator: " ")
    }

    /// A text in which nothing is a request to the formatter, and dashes stay what is typed.
    private static func escaped(_ text: String) -> String {
        let body = text.reduce(into: "") { body, character in
            switch character {
            case "\\": body += "\\e"
            case "-": body += "\\-"
            case "'": body += "\\(aq"
            case "`": body += "\\(ga"
            case "^": body += "\\(ha"
            case "~": body += "\\(ti"
            default: body.append(character)
            }
        }
        return body.hasPrefix(".") ? "\\&" + body : body
    }
}

extension CommandArguments {
    /// The command's manual page.
    package static var manual: String { ManualPage(command).lines.map { $0 + "\n" }.joined() }
}
