import Seq2Seq

/// How much of the sources a model does not know: tokens, and tags beside them.
struct UnknownSources {
    /// Lines in which something is unknown.
    private struct Lines {
        private(set) var unknownCount = 0
        private var lineCount = 0
        private var firstLine = 0

        mutating func add(_ count: Int, line: Int) {
            guard count > 0 else { return }
            unknownCount += count
            if lineCount == 0 { firstLine = line }
            lineCount += 1
        }

        /// In how many lines, and which is the first.
        var places: String {
            "in \(Figures.counted(lineCount, "line"))"
                + " (\(lineCount == 1 ? "" : "first: ")line \(Figures.grouped(firstLine)))"
        }
    }

    private var tokens = Lines()
    private var tags = Lines()
    private var tokenCount = 0

    /// Source tokens that are unknown.
    var unknownTokenCount: Int { tokens.unknownCount }
    /// Tags that are unknown.
    var unknownTagCount: Int { tags.unknownCount }

    /// Counts the tokens and tags of a line.
    mutating func add(_ translation: Translation, line: Int) {
        add(
            count: translation.unknownSourceTokenCount,
            of: translation.sourceTokens.count + translation.secondSourceTokens.count, line: line)
        add(tagCount: translation.unknownTagCount, line: line)
    }

    /// Counts the tokens of a line, of which some are unknown.
    mutating func add(count: Int, of tokens: Int, line: Int) {
        tokenCount += tokens
        self.tokens.add(count, line: line)
    }

    /// Counts the unknown tags of a line.
    mutating func add(tagCount: Int, line: Int) { tags.add(tagCount, line: line) }

    /// What there is to say of it; nothing if all is known.
    var messages: [String] {
        var messages: [String] = []
        if unknownTokenCount > 0 {
            messages.append(
                "\(Figures.grouped(unknownTokenCount)) of \(Figures.counted(tokenCount, "source token"))"
                    + " \(unknownTokenCount == 1 ? "is" : "are") unknown to the model, \(tokens.places).")
        }
        if unknownTagCount > 0 {
            messages.append(
                "\(Figures.counted(unknownTagCount, "tag")) \(unknownTagCount == 1 ? "is" : "are") unknown to the model"
                    + " and left out, \(tags.places).")
        }
        return messages
    }
}
