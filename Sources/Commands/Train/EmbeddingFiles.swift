import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// Vectors that the embeddings of a model begin with.
struct FirstVectors {
    var source: WordVectors?
    var target: WordVectors?
    /// What is worth knowing of them.
    var notices: [String] = []

    /// Gives them to a model.
    func begin(_ model: inout TranslationModel) {
        if let source { model.setSourceEmbeddings(source) }
        if let target { model.setTargetEmbeddings(target) }
    }
}

/// The files of vectors that embeddings begin with.
struct EmbeddingFiles {
    /// The vectors of one side.
    private struct File {
        let path: String
        let option: SettingName
        let side: CorpusFinding.Side
    }

    private let files: [File]
    /// How many numbers their vectors have; nil without files.
    private let dimension: Int?

    /// Looks at the first lines of the files that the arguments name.
    ///
    /// - Throws: `WordVectorsError`, and `UsageError` if their vectors do not fit each other or what else is given.
    init(_ arguments: TrainArguments) throws {
        files = Self.files(arguments)
        for file in files {
            guard let kind = FileStatus(file.path)?.kind, kind != .regular, kind != .directory else { continue }
            throw UsageError.brokenRule("\(file.option) is read twice, so \(file.path) must be a file and no pipe")
        }
        let dimensions = try files.map { try WordVectors.dimension(ofFile: $0.path) }
        dimension = dimensions.first
        guard let dimension else { return }
        if let other = dimensions.first(where: { $0 != dimension }) {
            throw UsageError.brokenRule(
                """
                \(files[0].path) has vectors of \(dimension) numbers and \(files[1].path) of \(other), but embeddings of \
                both sides are equally large
                """)
        }
        let settings = EncoderDecoder.Configuration.settings
        let embedding = settings[\.embedding]
        var configuration = EncoderDecoder.Configuration.standard
        configuration.embedding = dimension
        if settings.fault(in: configuration) != nil {
            throw UsageError.brokenRule(
                """
                \(files[0].path) has vectors of \(Figures.grouped(dimension)) numbers, which is more than \(embedding) \
                can be
                """)
        }
        let given = arguments.settings.model.embedding
        if arguments.origins.isGiven(embedding), given != dimension {
            throw UsageError.brokenRule(
                "\(embedding) is \(given), but the vectors of \(files[0].path) have \(dimension) numbers")
        }
    }

    private static func files(_ arguments: TrainArguments) -> [File] {
        let starts = TrainArguments.starts
        return [
            arguments.sourceEmbeddings.map { File(path: $0, option: starts[\.sourceEmbeddings], side: .source) },
            arguments.targetEmbeddings.map { File(path: $0, option: starts[\.targetEmbeddings], side: .target) },
        ].compactMap(\.self)
    }

    /// Makes embeddings as large as the vectors.
    func fit(_ draft: inout SettingsDraft) {
        if let dimension { draft.fitEmbeddings(to: dimension, of: files[0].path) }
    }

    /// The vectors of the tokens of pairs.
    ///
    /// - Throws: `WordVectorsError`, and `UsageError` if a file is no longer what it was.
    func vectors(for data: TrainingData) throws -> FirstVectors {
        var first = FirstVectors()
        for file in files {
            let vocabulary = file.side == .source ? data.sourceVocabulary : data.targetVocabulary
            let vectors = try Self.vectors(at: file.path, of: vocabulary)
            if vectors.dimension != dimension {
                throw UsageError.brokenRule("\(file.path) has changed since its first line was read")
            }
            if file.side == .source { first.source = vectors } else { first.target = vectors }
            first.notices += Self.notices(of: vectors, file, tokenCount: vocabulary.textTokenCount)
        }
        return first
    }

    private static func notices(of vectors: WordVectors, _ file: File, tokenCount: Int) -> [String] {
        let count = vectors.words.count
        let share = Figures.percent(Double(count) / Double(max(1, tokenCount)))
        var notices = [
            "\(file.path) has vectors for \(Figures.grouped(count)) of \(Figures.grouped(tokenCount))"
                + " \(file.side.rawValue) tokens (\(share))"
                + (count == 0 ? ": are texts cut into other tokens, or spelled otherwise?" : ".")
        ]
        if let promised = vectors.promisedCount, promised != vectors.lineCount {
            notices.append(
                "\(file.path) promises \(Figures.counted(promised, "vector")), but has"
                    + " \(Figures.grouped(vectors.lineCount)). Is it whole?")
        }
        return notices
    }

    /// Refuses files that a training did not begin with which is gone on with. It needs them no more.
    ///
    /// - Throws: `WordVectorsError`, `CheckpointError.otherOption`.
    static func check(_ arguments: TrainArguments, resuming checkpoint: TrainingCheckpoint) throws {
        let model = checkpoint.model
        for file in files(arguments) {
            let isSource = file.side == .source
            let record = model.trainingRecord
            let before = isSource ? record.sourceEmbeddingsChecksum : record.targetEmbeddingsChecksum
            if before != nil && FileStatus(file.path) == nil { continue }
            let vectors = try vectors(
                at: file.path, of: isSource ? model.sourceVocabulary : model.targetVocabulary)
            guard vectors.checksum != before else { continue }
            throw CheckpointError.otherOption(
                name: file.option.option, before: before.map { "vectors of checksum \($0)" } ?? "not given",
                now: "vectors of checksum \(vectors.checksum)")
        }
    }

    private static func vectors(at path: String, of vocabulary: Vocabulary) throws(WordVectorsError) -> WordVectors {
        try WordVectors(contentsOf: path) { vocabulary.id(of: $0) != Vocabulary.unknown }
    }
}
