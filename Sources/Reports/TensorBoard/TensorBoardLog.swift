import Foundation
import Seq2SeqEvaluation
import Seq2SeqFiles
import Seq2SeqModels
import Seq2SeqTraining

/// A training's figures, samples and attention in the files that TensorBoard reads, while the training runs.
///
/// Figures are called as in the log of `seq2seq-train`: `loss`, `valid_exact` and so on.
///
/// ```swift
/// var board = try TensorBoardLog(at: path)
/// try trainer.run { event in
///     try board.receive(event)
///     return .proceed
/// }
/// ```
public struct TensorBoardLog {
    private let file: ByteWriter
    /// What drawing attention may take.
    private var drawing = TimeShare()
    /// Steps of a `fit` that were told.
    var fitSteps = 0

    /// Samples whose attention is drawn.
    private static let attendedCount = 4

    /// Begins to tell of a training, in a new file of a directory, which is made unless it is there.
    ///
    /// Files of other programs are left alone, but TensorBoard shows what is in one directory as one run.
    ///
    /// - Parameters:
    ///   - directory: where the files of one training are.
    ///   - checkpoint: what the training goes on from. What files of the directory tell of later steps and validations is
    ///     taken away, since they are made again; without a checkpoint all that this toolkit has told there is.
    /// - Throws: the system's reason if files cannot be read, changed or made.
    public init(at directory: String, goingOnFrom checkpoint: TrainingCheckpoint? = nil) throws {
        let directory = EventDirectory(directory)
        try directory.create()
        try directory.forget(after: checkpoint)
        file = try directory.newFile()
        try write(.fileVersion, step: 0)
        if let checkpoint { try write(.start, step: checkpoint.steps + 1) }
    }

    /// Goes on to tell of a `fit` after some of its epochs.
    init(at directory: String, afterEpoch epoch: Int) throws {
        let directory = EventDirectory(directory)
        try directory.create()
        let step = try directory.forget(afterEpoch: epoch)
        file = try directory.newFile()
        try write(.fileVersion, step: 0)
        try write(.start, step: step + 1)
    }

    func write(_ content: EventRecord.Content, step: Int) throws(SystemError) {
        let time = Date().timeIntervalSince1970
        try file.write(EventRecord(time: time, step: step, content).bytes)
    }

    /// Writes down what the training tells. Attention is drawn unless that would take too much of the time.
    ///
    /// - Throws: the system's reason if it cannot be written.
    public mutating func receive(_ event: TrainingEvent) throws {
        switch event {
        case .step(let report): try write(.values(Self.figures(of: report)), step: report.step)
        case .skippedStep(let report):
            let skipped = EventRecord.Value("is_skipped", .scalar(1))
            try write(.values(Self.figures(of: report) + [skipped]), step: report.step)
        case .validation(let report, let model): try receive(report, model)
        case .largerBatch, .checkpoint, .epochFinished: break
        }
    }

    private mutating func receive(_ report: ValidationReport, _ model: TranslationModel) throws {
        var values = Self.figures(of: report)
        if report.averagedModels == nil {
            values += Self.samples(of: report)
            values += drawing.value { Self.attention(of: report, model) } ?? []
        }
        try write(.values(values), step: report.step)
    }

    static func scalars(_ figures: KeyValuePairs<String, Double?>, prefix: String = "") -> [EventRecord.Value] {
        figures.compactMap { name, value in value.map { EventRecord.Value(prefix + name, .scalar(Float($0))) } }
    }

    private static func figures(of report: StepReport) -> [EventRecord.Value] {
        scalars([
            "loss": report.lossPerToken, "epoch": Double(report.epoch), "gradient_norm": report.gradientNorm,
            "learning_rate": report.learningRate, "target_tokens": Double(report.targetTokens),
            "target_tokens_per_second": Double(report.targetTokens) / report.seconds,
        ])
    }

    private static func figures(of report: ValidationReport) -> [EventRecord.Value] {
        scalars(
            [
                "valid_loss": report.lossPerToken, "valid_perplexity": report.perplexity,
                "valid_token_accuracy": report.tokenAccuracy, "valid_exact": report.measuredExactMatch,
                "valid_bleu": report.bleu, "valid_chrf": report.chrf,
            ], prefix: report.averagedModels == nil ? "" : EventTag.averaged)
    }

    private static func samples(of report: ValidationReport) -> [EventRecord.Value] {
        if report.samples.isEmpty { return [] }
        let rows = report.samples.map { [$0.fullSource, $0.reference, $0.hypothesis].map(\.inMarkdown) }
        return [EventRecord.Value(EventTag.samples, .table([["source", "reference", "output"]] + rows))]
    }

    private static func attention(of report: ValidationReport, _ model: TranslationModel) -> [EventRecord.Value] {
        let sources = report.samples.prefix(attendedCount).map(\.sourceText)
        return AttendedSamples.translations(of: sources, by: model).enumerated().compactMap { index, translation in
            AttentionPicture(translation).greyImage.map {
                EventRecord.Value(EventTag.attention + "\(index + 1)", .image($0))
            }
        }
    }
}

extension String {
    /// The text as Markdown that is shown as the text itself.
    fileprivate var inMarkdown: String {
        let text = readable(atMost: 1000)
        let special = #"\`*_{}[]<>()#+-.!|~&"#.unicodeScalars
        return text.unicodeScalars.reduce(into: "") { markdown, scalar in
            switch scalar {
            case "<": markdown += "&lt;"
            case ">": markdown += "&gt;"
            case "&": markdown += "&amp;"
            default:
                if special.contains(scalar) { markdown += "\\" }
                markdown.unicodeScalars.append(scalar)
            }
        }
    }
}
