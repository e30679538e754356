import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText
import Seq2SeqTraining

/// A training as an HTML page: its curves, data and settings, what became of its samples, the pairs that it decodes best
/// and worst, and what it attends to. The page needs no script and nothing from elsewhere.
///
/// ```swift
/// var page = TrainingPage(trainer, on: data, title: "Sums")
/// trainer.run { event in
///     page.receive(event)
///     return .proceed
/// }
/// try page.html(ending: trainer.summary).write(toFile: path, atomically: true, encoding: .utf8)
/// ```
///
/// The page of a trainer that was made from a checkpoint is that of the whole training.
public struct TrainingPage {
    /// What stands above it.
    public let title: String
    /// The settings, instead of those that the model's file holds.
    package var settings: [ReportedSetting]
    /// What is worth knowing of the data, line by line.
    package var findings: [String] = []
    /// What makes the same model again, line by line.
    package var command: [String] = []

    private let data: TrainingData
    private let dataSection: DataSection
    private let plannedSteps: Int
    private let machine: String
    private var history: TrainingHistory
    /// The best model so far, or without validation the latest.
    private var model: TranslationModel
    /// What that model makes of the pairs to validate with; nil if that is not known yet.
    private var decoded: [DecodedPair]?
    private var bestReport: ValidationReport?

    /// Which command's pages they are.
    package static let generator = "seq2seq-train"
    /// Seconds after which a browser looks whether the page of a running training has changed.
    private static let refreshSeconds = 20
    /// Pictures of attention.
    private static let attendedCount = 4

    /// A page of a trainer's training, which may have begun before.
    ///
    /// - Parameters:
    ///   - data: what it is trained on.
    ///   - title: what stands above the page.
    public init(_ trainer: borrowing Trainer, on data: TrainingData, title: String) {
        self.title = title
        self.data = data
        dataSection = DataSection(data, sourceName: "source", targetName: "target")
        plannedSteps = trainer.plannedSteps
        machine = "\(Figures.counted(trainer.workspace.threadCount, "thread")), \(trainer.workspace.instructionSet)"
        history = trainer.history
        model = trainer.bestModel
        bestReport = trainer.bestReport
        let (choices, stored) = (model.trainingRecord.choices, model.settings)
        settings =
            choices.isEmpty
            ? stored.names.map { ReportedSetting(name: $0, value: stored[$0]?.description, origin: nil) }
            : choices.map { ReportedSetting(name: $0.name, value: $0.value, origin: $0.origin) }
    }

    /// Takes in what the training tells.
    public mutating func receive(_ event: TrainingEvent) {
        history.note(event)
        switch event {
        case .validation(let report, let model) where report.isBest:
            self.model = model
            bestReport = report
            decoded = report.decoded.map {
                DecodedPair(source: $0.fullSource, reference: $0.reference, hypothesis: $0.hypothesis)
            }
        case .epochFinished(_, let model) where data.validation.isEmpty: self.model = model
        default: break
        }
    }

    /// The page as it stands now.
    ///
    /// - Parameter ending: what the training came to; nil while it runs, when the page asks to be read again from time to
    ///   time.
    public mutating func html(ending: TrainingSummary? = nil) -> String {
        if decoded == nil, bestReport != nil { decoded = decodedByModel }
        var page = Page(title: title, generator: Self.generator)
        if ending == nil { page.refreshSeconds = Self.refreshSeconds }
        page.content = [.element("h1", [:], .quoted(title))] + summary(ending) + [.section("Curves", curves)]
        let samples = SampleHistory(history.validations)
        page.content.append(.section("Samples over the epochs", samples.markup))
        if let decoded, !decoded.isEmpty {
            let pairs = DecodedPairs(decoded)
            page.content += [
                .section("Best and worst decoded pairs", pairs.markup), .section("Errors by length", pairs.byLength),
            ]
        }
        page.content += [
            .section("Attention", attention), .section("Data", dataSection.markup + dataFindings),
            .section("Settings", ReportedSetting.markup(settings)),
            .section("To run it again", command.isEmpty ? [] : [.code(command)]),
        ]
        return page.html
    }

    /// What the best model makes of the pairs to validate with, decoded as validations decode.
    private var decodedByModel: [DecodedPair] {
        let texts = data.validation.enumerated().map { SourceText(of: $1, line: $0 + 1) }
        let translations = Translator(model).hypotheses(of: texts).map { $0[0] }
        return zip(data.validation, translations).map { pair, translation in
            DecodedPair(
                source: pair.source, reference: model.targetTokenizer.plainText(of: pair.target),
                hypothesis: translation.text)
        }
    }

    private var attention: [Markup] {
        let samples = history.validations.last { !$0.samples.isEmpty }?.samples.map(\.sourceText)
        let sources =
            samples ?? data.trainingPairs.prefix(Self.attendedCount).map { SourceText(of: $0) }
        let pictures = AttendedSamples.markup(
            AttendedSamples.translations(of: Array(sources.prefix(Self.attendedCount)), by: model))
        guard !pictures.isEmpty else { return [] }
        let which = samples == nil ? "training pairs" : "the samples"
        return [
            .paragraph(
                "What the best model so far attends to in \(which): a column for each source token, a row for each"
                    + " token of its output.", class: "soft"),
            .element("div", ["class": "attentions"], pictures),
        ]
    }

    private var dataFindings: [Markup] {
        findings.isEmpty
            ? []
            : [
                .element("h3", [:], Markup("What the check of the data found")),
                .element("ul", [:], findings.map { .element("li", [:], .quoted($0)) }),
            ]
    }
}

// MARK: - Figures and curves

extension TrainingPage {
    private func summary(_ ending: TrainingSummary?) -> [Markup] {
        let last = history.steps.last
        let state =
            switch ending?.ending {
            case nil: "training"
            case .finished: "finished"
            case .ranOutOfPatience: "finished: validation got no better"
            case .ranOutOfTime: "finished: the time was up"
            case .stopped: "stopped"
            case .diverged: "diverged: the loss or its gradient was not finite"
            }
        let tokens = history.steps.reduce(0) { $0 + $1.targetTokens }
        let seconds = history.steps.reduce(0) { $0 + $1.seconds }
        var facts = [
            ("state", state),
            ("steps", "\(Figures.grouped(last?.lastStep ?? 0)) of \(Figures.grouped(plannedSteps))"),
            ("epoch", Figures.grouped(last?.epoch ?? 0)),
        ]
        if let bestReport {
            facts += [
                ("best at step", Figures.grouped(bestReport.step)),
                ("its loss per token", Figures.value(bestReport.lossPerToken)),
                ("its perplexity", Figures.value(bestReport.perplexity)),
                ("its token accuracy", Figures.percent(bestReport.tokenAccuracy)),
            ]
            if let exact = bestReport.measuredExactMatch {
                facts.insert(("its exact match", Figures.percent(exact)), at: facts.count - 1)
            }
            if let bleu = bestReport.bleu { facts.append(("its BLEU", Figures.value(bleu))) }
            if let chrf = bestReport.chrf { facts.append(("its chrF2", Figures.value(chrf))) }
            if let count = bestReport.averagedModels { facts.append(("it is the mean of", "\(count) models")) }
        }
        facts += [
            ("parameters", Figures.grouped(model.network.parameters.count)),
            ("target tokens per second", Figures.value(seconds > 0 ? Double(tokens) / seconds : 0)),
            ("time in steps", Figures.duration(seconds: seconds)), ("machine", machine),
        ]
        let skipped = history.steps.reduce(0) { $0 + $1.skippedCount }
        if skipped > 0 { facts.append(("skipped steps", Figures.grouped(skipped))) }
        return [.facts(facts.map { (name: $0.0, value: $0.1) })]
    }

    private var curves: [Markup] {
        let steps = history.steps.filter { $0.stepCount > 0 }
        let validations = history.validations.filter { $0.averagedModels == nil }
        if steps.isEmpty && validations.isEmpty { return [] }
        func stepLine(_ name: String, _ value: (TrainingHistory.Interval) -> Double) -> LineChart.Line {
            .init(name: name, points: steps.map { (Double($0.lastStep), value($0)) })
        }
        let best = validations.lastIndex(where: \.isBest)
        func validationLine(_ name: String, _ value: (ValidationReport) -> Double) -> LineChart.Line {
            .init(
                name: name, points: validations.map { (Double($0.step), value($0)) }, isMarked: true,
                highlighted: best)
        }
        var charts = [
            LineChart(
                title: "Loss per token",
                lines: [stepLine("training", \.lossPerToken)]
                    + (validations.isEmpty ? [] : [validationLine("validation", \.lossPerToken)]),
                mayBeLogarithmic: true)
        ]
        if let last = validations.last {
            var lines = last.isTargetOnly == true ? [] : [validationLine("exact match") { 100 * $0.exactMatch }]
            if last.bleu != nil {
                lines.append(validationLine("BLEU") { $0.bleu ?? .nan })
            } else if last.chrf != nil {
                lines.append(validationLine("chrF2") { $0.chrf ?? .nan })
            } else {
                lines.append(validationLine("token accuracy") { 100 * $0.tokenAccuracy })
            }
            charts.append(LineChart(title: "Validation, %", lines: lines, startsAtZero: true))
        }
        charts += [
            LineChart(
                title: "Learning rate", lines: [stepLine("learning rate", \.learningRate)], startsAtZero: true),
            LineChart(
                title: "Gradient norm", lines: [stepLine("before clipping", \.gradientNorm)], mayBeLogarithmic: true),
            LineChart(
                title: "Speed", lines: [stepLine("target tokens per second", \.targetTokensPerSecond)],
                startsAtZero: true),
        ]
        return [.grid(charts.map(\.markup)), validationTable]
    }

    /// Every validation in figures, to open.
    private var validationTable: Markup {
        let reports = history.validations
        guard !reports.isEmpty else { return Markup() }
        let scores: [(name: String, value: (ValidationReport) -> Double?)] = [("BLEU", \.bleu), ("chrF2", \.chrf)]
        let used = scores.filter { score in reports.contains { score.value($0) != nil } }
        return .element(
            "details", [:], .element("summary", [:], Markup("Validations in figures")),
            .table(
                head: ["step", "epoch", "loss per token", "perplexity", "token accuracy", "exact match"]
                    + used.map(\.name) + [""],
                rows: reports.map { report in
                    let notes = [
                        report.isBest ? "best so far" : nil, report.averagedModels.map { "mean of \($0) models" },
                    ]
                    let figures = [
                        Figures.grouped(report.step), Figures.grouped(report.epoch), Figures.value(report.lossPerToken),
                        Figures.value(report.perplexity), Figures.percent(report.tokenAccuracy),
                        report.measuredExactMatch.map(Figures.percent) ?? "–",
                    ]
                    return
                        (figures + used.map { $0.value(report).map(Figures.value) ?? "–" }
                        + [notes.compactMap(\.self).joined(separator: ", ")]).map { Markup($0) }
                }, numbers: Set(0..<6 + used.count)))
    }
}
