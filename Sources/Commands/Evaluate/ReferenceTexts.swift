import Seq2Seq
import Seq2SeqFiles

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

    init(_ arguments: EvaluateArguments) throws {
        if let reference = arguments.reference, arguments.source == nil {
            let lines = try TextLines(reference).lines
            if lines.isEmpty { throw CorpusError.emptyFile(path: reference) }
            if let blank = lines.firstIndex(where: \.isBlank) {
                throw EvaluateError.blankReference(path: reference, line: blank + 1)
            }
            (path, references, sources, corpus, notices) = (reference, lines, nil, nil, [])
            return
        }
        let corpus: ParallelCorpus
        if let reference = arguments.reference, let source = arguments.source {
            path = reference
            corpus = try ParallelCorpus(sourceAt: source, targetAt: reference)
        } else {
            path = arguments.pairs ?? ""
            corpus = try ParallelCorpus(pairsAt: path)
        }
        references = corpus.pairs.map(\.target)
        sources = corpus.pairs.map(\.source)
        self.corpus = corpus
        notices = corpus.notices
    }

    /// What a source's length is counted in, or a reference's if there are no sources.
    var sourceUnit: TextUnit { TextUnit(natural: sources ?? references) }
}

/// The lines of a text file, blank ones among them.
struct TextLines {
    private(set) var lines: [String] = []

    /// - Throws: `SystemError`, or `EvaluateError.invalidLine`.
    init(_ path: String) throws {
        var source = LineSource(try ByteReader(path))
        while let line = try source.next() {
            switch line {
            case .success(let text): lines.append(text)
            case .failure(let error): throw EvaluateError.invalidLine(path: path, error)
            }
        }
    }
}

/// Why outputs cannot be compared with references.
enum EvaluateError: Error, Equatable {
    /// Each line of an output belongs to the reference on the same line.
    case unequalLineCounts(output: String, lines: Int, references: String, referenceLines: Int)
    /// A reference holds nothing that could be said.
    case blankReference(path: String, line: Int)
    /// A line is not text.
    case invalidLine(path: String, LineError)
}

extension EvaluateError: ExitCodeProviding {
    var exitCode: ExitCode { .badData }

    var description: String {
        switch self {
        case .unequalLineCounts(let output, let lines, let references, let referenceLines):
            "\(output) has \(Figures.counted(lines, "line")), but \(references) has \(Figures.grouped(referenceLines))."
                + " Each line of an output belongs to the reference on the same line; it may be blank."
        case .blankReference(let path, let line):
            "\(path), line \(line): the reference is blank. An output can be blank, a reference must hold text."
        case .invalidLine(let path, let error):
            "\(path), line \(error.line): \(error.finding). Texts must be UTF-8; others can be converted, for instance"
                + " with iconv."
        }
    }
}
