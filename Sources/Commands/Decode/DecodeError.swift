import Seq2Seq

/// Why lines cannot be decoded or scored as they should.
enum DecodeError: Error, Equatable {
    /// The option means nothing for models without attention.
    case needsAttention(option: String)
    /// No model has a shortlist, but the option is to use it.
    case needsShortlist(option: String, model: String)
    /// No model reads tags, but the option tells where they are.
    case readsNoTags(option: String)
    /// A model reads tags, but it is not told where they are.
    case needsTags(option: String)
    /// No model reads a second source, but the option tells where it is.
    case readsNoSecondSource(option: String)
    /// A model reads a second source, but it is not told where that is.
    case needsSecondSource(option: String)
    /// The model has no source to decode, or cannot be made to score by what was asked for.
    case languageModel(name: String)
    /// A model that writes from right to left cannot be told what a text starts with.
    case prefixFromRight
    /// The model leads to targets, not to sources.
    case noBackwardModel(file: String, option: String)
    /// The model that is to help has a source.
    case noLanguageModel(file: String, option: String)
    /// A file that says something of each line has no line for this one; or it may have a single line for all.
    case missingLine(file: String, line: Int, maySingle: Bool)
    /// Such a file is longer than the input, which has so many lines.
    case unusedLine(file: String, lines: Int, maySingle: Bool)
    /// The file of the only outputs there may be has none.
    case noneAllowed(file: String)
    /// None of the only outputs there may be can be said.
    case nothingAllowed(file: String, lines: Int)
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
        case .needsAttention, .needsShortlist, .readsNoTags, .needsTags, .readsNoSecondSource, .needsSecondSource,
            .languageModel, .noLanguageModel, .prefixFromRight, .noBackwardModel:
            .wrongUsage
        case .missingLine, .unusedLine, .noneAllowed, .nothingAllowed, .endlessLine, .tooLargeToScore: .badData
        case .differsAlone: .failed
        }
    }

    private static let singleLine = "; a single line, with tabs between its phrases, holds for all"

    var description: String {
        switch self {
        case .needsAttention(let option): "Option '\(option)' needs a model that was trained with '--attention'."
        case .needsShortlist(let option, let model):
            "Option '\(option)' needs a model that has one. Make it of the training's pairs:"
                + " 'seq2seq-convert --model \(model) --shortlist-pairs PAIRS.tsv --output FILE.safetensors'."
        case .readsNoTags(let option):
            "Option '\(option)' needs a model that reads tags: one that was trained with '--tags'."
        case .needsTags(let option):
            "The model reads tags beside the source. Say with '\(option)' in which column they are."
        case .readsNoSecondSource(let option):
            "Option '\(option)' needs a model that reads a second source: one that was trained with '--second-source'."
        case .needsSecondSource(let option):
            "The model reads a second source beside the source. Say with '\(option)' in which column it is."
        case .languageModel(let name):
            "\(name) is a language model: it has no source to decode. It scores texts with '--score TEXT', and helps another"
                + " model to decode with '--language-model \(name):WEIGHT'."
        case .noLanguageModel(let file, let option):
            "\(file) is no language model, which '\(option)' takes: it was not trained with '--target-only'."
        case .prefixFromRight:
            "Option '--prefix-file' needs a model that writes from left to right, but this one was trained with"
                + " '--target-order right-to-left'."
        case .noBackwardModel(let file, let option):
            "\(file) is a language model, but '\(option)' takes a model from targets to sources. Use '--rescore'."
        case .missingLine(let file, let line, let maySingle):
            "\(file) has only \(Figures.counted(line - 1, "line")), but the input has more. Each line needs one; it may be"
                + " blank\(maySingle ? Self.singleLine : "")."
        case .unusedLine(let file, let lines, let maySingle):
            "\(file) has more lines than the input, which has \(lines). Each line needs one; it may be"
                + " blank\(maySingle ? Self.singleLine : "")."
        case .noneAllowed(let file): "\(file) has no outputs. It needs one a line, at least one in all."
        case .nothingAllowed(let file, let lines):
            "\(file): none of its \(Figures.counted(lines, "line")) can be said. The model has no token for something in"
                + " each of them."
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
