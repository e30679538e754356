import Seq2Seq

/// Why lines cannot be decoded or scored as they should.
enum DecodeError: Error, Equatable {
    /// The option means nothing for models without attention.
    case needsAttention(option: String)
    /// No model reads tags, but the option tells where they are.
    case readsNoTags(option: String)
    /// A model reads tags, but it is not told where they are.
    case needsTags(option: String)
    /// The file of prefixes has no line for this one.
    case missingPrefix(file: String, line: Int)
    /// The file of prefixes is longer than the input, which has so many lines.
    case unusedPrefix(file: String, lines: Int)
    /// A line has not ended after so many bytes of the file.
    case endlessLine(file: String, line: Int, bytes: Int)
    /// A line's result depends on what it is decoded with, which breaks a promise.
    case differsAlone(line: Int)
    /// To score the pairs takes more memory than there is, the one on this line most of it.
    case tooLargeToScore(file: String, line: Int, neededBytes: Int, availableBytes: Int)
}

extension DecodeError: ExitCodeProviding {
    var exitCode: ExitCode {
        switch self {
        case .needsAttention, .readsNoTags, .needsTags: .wrongUsage
        case .missingPrefix, .unusedPrefix, .endlessLine, .tooLargeToScore: .badData
        case .differsAlone: .failed
        }
    }

    var description: String {
        switch self {
        case .needsAttention(let option): "Option '\(option)' needs a model that was trained with '--attention'."
        case .readsNoTags(let option):
            "Option '\(option)' needs a model that reads tags: one that was trained with '--tags'."
        case .needsTags(let option):
            "The model reads tags beside the source. Say with '\(option)' in which column they are."
        case .missingPrefix(let file, let line):
            "\(file) has only \(Figures.counted(line - 1, "line")), but the input has more. Each line needs one; it may be blank."
        case .unusedPrefix(let file, let lines):
            "\(file) has more lines than the input, which has \(lines). Each line needs one; it may be blank."
        case .endlessLine(let file, let line, let bytes):
            "\(file), line \(line): the line has not ended after \(Figures.size(bytes: bytes)), so no more is read. Does"
                + " it end its lines?"
        case .differsAlone(let line):
            "Line \(line) has another result when it is decoded alone on one thread. That is an error of this program."
        case .tooLargeToScore(let file, let line, let needed, let available):
            "\(file), line \(line): to score this pair and those in its batch takes about"
                + " \(Figures.size(bytes: needed)), but \(Figures.size(bytes: available)) are available. Cut it into"
                + " sentences, leave it out, or lower --batch-size."
        }
    }
}
