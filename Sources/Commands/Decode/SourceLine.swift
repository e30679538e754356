import Seq2Seq
import Seq2SeqFiles

/// A line to decode: its text, what it calls itself, and why it cannot be decoded if it cannot.
struct SourceLine {
    /// Empty if the line cannot be decoded.
    private(set) var text: String
    /// Its number, counted from 1.
    let number: Int
    /// The tags that are told beside it.
    private(set) var tags = ""
    /// The second source that is read beside it.
    private(set) var secondSource = ""
    /// What its output must start with.
    private(set) var prefix = ""
    /// Phrases that its output must hold.
    private(set) var mustSay: [String] = []
    /// Phrases that its output must not hold.
    private(set) var neverSay: [String] = []
    /// The `id` of a line that is a JSON object, as it was written there.
    let id: String?
    private(set) var problem: LineProblem?
    /// Whether a blank line is decoded as any other.
    private let allowsBlank: Bool

    /// The line that was read; with `isRecord` it may be a JSON object `{"id":…,"source":"…","tags":"…"}`.
    init(
        _ line: Result<String, LineError>, number: Int, isRecord: Bool, allowsBlank: Bool = false,
        further: [FurtherText: FurtherText.Place] = [:]
    ) {
        switch line {
        case .failure(let error):
            self.init(text: "", number: number, id: nil, problem: .noText(error), allowsBlank: allowsBlank)
        case .success(let text):
            guard isRecord, SourceRecord.isBegun(by: text) else {
                self.init(text: text, number: number, id: nil, problem: nil, allowsBlank: allowsBlank)
                readColumns(further)
                return
            }
            let record = SourceRecord(text)
            self.init(
                text: record?.source ?? "", number: number, id: record?.id,
                problem: record?.source == nil ? .noRecord(line: number) : nil, allowsBlank: allowsBlank)
            for kind in FurtherText.allCases where further[kind] != nil && problem == nil {
                guard let told = record?.further[kind] else {
                    giveUp(.lacks(kind, line: number, columns: nil))
                    return
                }
                take(told, as: kind)
            }
        }
    }

    /// Takes what is told beside the text out of the columns of a line; the text is in the first of the others. A blank line
    /// has nothing, unless it is decoded as any other.
    private mutating func readColumns(_ places: [FurtherText: FurtherText.Place]) {
        guard !places.isEmpty, !isBlank else { return }
        let cells = text.utf8.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(Substring.init)
        let columns = FurtherText.allCases.compactMap { places[$0]?.column }
        for kind in FurtherText.allCases {
            guard let place = places[kind] else { continue }
            guard let column = place.column, cells.count >= max(column, columns.count + 1) else {
                giveUp(.lacks(kind, line: number, columns: cells.count))
                return
            }
            take(String(cells[column - 1]), as: kind)
        }
        text = cells.indices.first { !columns.contains($0 + 1) }.map { String(cells[$0]) } ?? ""
    }

    private mutating func take(_ told: String, as kind: FurtherText) {
        switch kind {
        case .tags: tags = told
        case .secondSource: secondSource = told
        }
    }

    private init(text: String, number: Int, id: String?, problem: LineProblem?, allowsBlank: Bool) {
        self.text = text
        self.number = number
        self.id = id
        self.problem = problem
        self.allowsBlank = allowsBlank
    }

    /// What the translator is given.
    var sourceText: SourceText {
        SourceText(
            text, tags: tags, secondSource: secondSource, prefix: prefix, line: number, mustSay: mustSay,
            neverSay: neverSay)
    }

    /// Whether it looks like a pair, of which the target would be read as more of the source.
    func looksLikePair(to model: TranslationModel) -> Bool {
        guard let tab = text.firstIndex(of: "\t"), model.sourceVocabulary.id(of: "\t") == Vocabulary.unknown else {
            return false
        }
        return !String(text[..<tab]).isBlank && !String(text[tab...]).isBlank
    }

    /// Whether there is nothing to decode.
    var isBlank: Bool { !allowsBlank && text.isBlank }

    /// Takes what was read for this line from a file that says something of each.
    mutating func take(_ line: Result<SideLine, LineError>, as role: SideFile.Role, from file: String) {
        switch line {
        case .success(let said):
            switch role {
            case .prefix: prefix = said.text
            case .mustSay: mustSay = said.phrases
            case .neverSay: neverSay = said.phrases
            }
        case .failure(let error): giveUp(.sideLine(file: file, error))
        }
    }

    private mutating func giveUp(_ reason: LineProblem) {
        text = ""
        problem = problem ?? reason
    }

    /// Gives the line up if the model has no token for something that must be said.
    mutating func refuseIfUnsayable(by translator: Translator) {
        guard problem == nil, !isBlank, !mustSay.isEmpty, let token = translator.unsayableToken(of: sourceText)
        else { return }
        giveUp(.unsayable(line: number, token: token))
    }

    /// The line with the problem that no output was found which holds what it must.
    func judged(by best: Translation) -> SourceLine {
        guard problem == nil, !best.meetsConstraints else { return self }
        var line = self
        line.giveUp(.unsaid(line: number))
        return line
    }

    /// Gives the line up if decoding it would take more memory than there is, so that it does not end the whole run.
    mutating func refuseIfTooLarge(for translator: Translator) {
        guard problem == nil, !isBlank else { return }
        // There are hardly more tokens than bytes, so most lines need not be cut to know that they are short enough.
        let bytes = text.utf8.count + secondSource.utf8.count
        guard translator.memoryEstimate(forSourceLength: bytes) > Self.harmlessMemory else { return }
        let tokens =
            translator.model.encodedSource(of: text).count
            + translator.model.encodedSecondSource(of: secondSource).count
        let (needed, available) = (translator.memoryEstimate(forSourceLength: tokens), MachineMemory.availableBytes)
        guard needed > available else { return }
        giveUp(.tooLarge(line: number, tokens: tokens, neededBytes: needed, availableBytes: available))
    }

    private static let harmlessMemory = 1 << 26
}

/// Why a line cannot be decoded. Lines are named by their numbers, counted from 1.
enum LineProblem: Error, Equatable {
    /// The line is not text.
    case noText(LineError)
    /// It should be a record and is none.
    case noRecord(line: Int)
    /// It lacks what a model reads beside the source; it has so many columns, or is an object.
    case lacks(FurtherText, line: Int, columns: Int?)
    /// A line that says something of it in another file is not text.
    case sideLine(file: String, LineError)
    /// The model has no token for something that must be said.
    case unsayable(line: Int, token: String)
    /// No output was found that holds what it must.
    case unsaid(line: Int)
    /// To decode it takes more memory than there is.
    case tooLarge(line: Int, tokens: Int, neededBytes: Int, availableBytes: Int)
}

extension LineProblem: CustomStringConvertible {
    var description: String {
        switch self {
        case .noText(let error): error.description
        case .noRecord(let line):
            "Line \(line): it is not a JSON object with a string \"source\" and at most a number or a string as \"id\"."
        case .lacks(let kind, let line, let columns?):
            "Line \(line): the model reads \(kind.absence): the line has \(Figures.counted(columns, "column"))."
        case .lacks(let kind, let line, nil):
            "Line \(line): the JSON object has no string \"\(kind.rawValue)\", which the model reads. It may be empty."
        case .sideLine(let file, let error): "\(file): \(error)"
        case .unsayable(let line, let token):
            "Line \(line): '\(token.showingControls)' must be said, but the model has no such token."
        case .unsaid(let line):
            "Line \(line): no output was found that keeps to all that must, must not or may be said."
        case .tooLarge(let line, let tokens, let needed, let available):
            "Line \(line): to decode its \(Figures.grouped(tokens)) tokens takes about \(Figures.size(bytes: needed)), but"
                + " \(Figures.size(bytes: available)) are available. Cut it into sentences, or lower"
                + " --beam, --n-best, --min-length or --max-length."
        }
    }
}
