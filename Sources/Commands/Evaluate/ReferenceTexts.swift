import Seq2Seq

/// The references that outputs are compared with, and their sources.
struct ReferenceTexts {
    /// The file of the references.
    let path: String
    let references: [String]
    /// The sources, if they are known.
    let sources: [String]?
    /// References and sources, if both are known.
    let corpus: ParallelCorpus?
    let notices: [CorpusNotice]

    init(_ arguments: EvaluateArguments, _ reading: inout PairReading) throws {
        if let reference = arguments.reference, arguments.source == nil {
            let lines = try reading.lines(of: reference)
            if lines.isEmpty { throw CorpusError.emptyFile(path: reference) }
            if !reading.allowsBlank, let blank = lines.firstIndex(where: \.isBlank) {
                throw EvaluateError.blankReference(path: PairReading.name(of: reference), line: blank + 1)
            }
            path = PairReading.name(of: reference)
            (references, sources, corpus, notices) = (lines, nil, nil, [])
            return
        }
        let corpus: ParallelCorpus
        if let reference = arguments.reference, let source = arguments.source {
            path = PairReading.name(of: reference)
            corpus = try reading.pairs(sourcesAt: source, targetsAt: reference)
        } else {
            let pairs = arguments.pairs ?? ""
            path = PairReading.name(of: pairs)
            corpus = try reading.pairs(at: pairs)
        }
        references = corpus.pairs.map(\.target)
        sources = reading.targetsAlone ? nil : corpus.pairs.map(\.source)
        self.corpus = corpus
        notices = corpus.notices
    }

    /// What a model is given of a line, counted from 0; there must be sources. What is drawn at random depends on the
    /// line's number.
    func sourceText(_ line: Int) -> SourceText {
        corpus.map { SourceText(of: $0.pairs[line], line: line + 1) }
            ?? SourceText(sources?[line] ?? "", line: line + 1)
    }

    /// What a source's length is counted in, or a reference's if there are no sources.
    var sourceUnit: TextUnit { TextUnit(natural: sources ?? references) }
}

/// Why outputs cannot be compared with references.
enum EvaluateError: Error, Equatable {
    /// Each line of an output belongs to the reference on the same line.
    case unequalLineCounts(output: String, lines: Int, references: String, referenceLines: Int)
    /// A reference holds nothing that could be said.
    case blankReference(path: String, line: Int)
    /// A language model decodes nothing that could be compared, so that an option may do nothing.
    case languageModel(name: String, idle: String?)
}

extension EvaluateError: ExitCodeProviding {
    var exitCode: ExitCode {
        if case .languageModel = self { .wrongUsage } else { .badData }
    }

    var description: String {
        switch self {
        case .languageModel(let name, nil):
            "\(name) is a language model: it decodes nothing, so perplexity is all that can be told of it. Give the texts with"
                + " '--pairs', and no '--report', '--confusions' or other '--metrics'."
        case .languageModel(let name, let idle?):
            "\(name) is a language model: it decodes nothing and has no sources, so '\(idle)' does nothing."
        case .unequalLineCounts(let output, let lines, let references, let referenceLines):
            "\(output) has \(Figures.counted(lines, "line")), but \(references) has \(Figures.grouped(referenceLines))."
                + " Each line of an output belongs to the reference on the same line; it may be blank."
        case .blankReference(let path, let line):
            "\(path), line \(line): the reference is blank. An output can be blank, a reference must hold text,"
                + " unless '--allow-blank' is given."
        }
    }
}
