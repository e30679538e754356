import Seq2SeqSettings
import Seq2SeqTraining

/// A `fit` as an HTML page: its curves, its best epoch, and every epoch in figures. The page needs no script and nothing
/// from elsewhere.
///
/// ```swift
/// var page = FitPage(title: "Sums", metrics: [.meanAbsoluteError])
/// try model.fit(x, y, metrics: [.meanAbsoluteError], epochs: 20) { report in
///     page.receive(report)
///     return .proceed
/// }
/// try page.html().write(toFile: path, atomically: true, encoding: .utf8)
/// ```
public struct FitPage: Sendable {
    /// What stands above it.
    public let title: String

    private let metrics: [String]
    private var reports: [FitReport] = []

    /// A page without an epoch.
    ///
    /// - Parameters:
    ///   - title: what stands above it.
    ///   - metrics: those that are reported, in their order.
    public init(title: String, metrics: [SequenceMetric] = []) {
        self.title = title
        self.metrics = metrics.map(\.name)
    }

    /// Takes in an epoch. One that is told again, as by a training that is gone on with, replaces it and all after it.
    public mutating func receive(_ report: FitReport) {
        reports.removeAll { $0.epoch >= report.epoch }
        reports.append(report)
    }

    /// The page as it stands now.
    ///
    /// - Parameter isRunning: whether more is to come: then a browser reads the page again from time to time.
    public func html(isRunning: Bool = false) -> String {
        var page = Page(title: title, generator: "seq2seq fit")
        if isRunning { page.refreshSeconds = 20 }
        page.content = [
            .element("h1", [:], .quoted(title)), summary(isRunning), .section("Curves", curves),
            .section("Epochs in figures", reports.isEmpty ? [] : [table]),
        ]
        return page.html
    }

    private var best: Int? { reports.lastIndex(where: \.isBest) }

    private func summary(_ isRunning: Bool) -> Markup {
        let last = reports.last
        let state = isRunning ? "training" : last?.hasDiverged == true ? "diverged" : "finished"
        var facts = [("state", state), ("epochs", Figures.grouped(last?.epoch ?? 0))]
        if let last { facts.append(("loss of the last epoch", Figures.value(last.loss))) }
        if let best, let validation = reports[best].validation {
            facts += [
                ("best epoch", Figures.grouped(reports[best].epoch)),
                ("its loss in validation", Figures.value(validation.loss)),
            ]
        }
        facts.append(("time in epochs", Figures.duration(seconds: reports.reduce(0) { $0 + $1.seconds })))
        let skipped = reports.reduce(0) { $0 + $1.skippedSteps }
        if skipped > 0 { facts.append(("skipped steps", Figures.grouped(skipped))) }
        return .facts(facts.map { (name: $0.0, value: $0.1) })
    }

    private var curves: [Markup] {
        if reports.isEmpty { return [] }
        let isValidated = reports.contains { $0.validation != nil }
        func line(_ name: String, marks best: Int? = nil, _ value: (FitReport) -> Double?) -> LineChart.Line {
            .init(
                name: name, points: reports.map { (Double($0.epoch), value($0) ?? .nan) }, isMarked: true,
                highlighted: best)
        }
        func chart(
            _ title: String, mayBeLogarithmic: Bool = false, _ value: (FitReport) -> Double?,
            _ validated: (FitReport) -> Double?
        ) -> LineChart {
            LineChart(
                title: title,
                lines: [line("training", value)] + (isValidated ? [line("validation", marks: best, validated)] : []),
                mayBeLogarithmic: mayBeLogarithmic, unit: "epoch")
        }
        var charts = [chart("Loss", mayBeLogarithmic: true, { $0.loss }, { $0.validation?.loss })]
        for (index, name) in metrics.enumerated() {
            func value(_ values: [Double]?) -> Double? {
                values.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            }
            charts.append(chart(name, { value($0.metrics) }, { value($0.validation?.metrics) }))
        }
        charts.append(
            LineChart(
                title: "Learning rate", lines: [line("learning rate") { $0.learningRate }], startsAtZero: true,
                unit: "epoch"))
        return [.grid(charts.map(\.markup))]
    }

    private var table: Markup {
        let validated = ["loss in validation"] + metrics.map { "\($0) in validation" }
        return .table(
            head: ["epoch", "loss"] + metrics + validated + ["learning rate", ""],
            rows: reports.map { report in
                func figures(_ values: [Double]?) -> [String] {
                    metrics.indices.map { index in
                        values.flatMap { $0.indices.contains(index) ? Figures.value($0[index]) : nil } ?? "–"
                    }
                }
                let figures =
                    [Figures.grouped(report.epoch), Figures.value(report.loss)] + figures(report.metrics)
                    + [report.validation.map { Figures.value($0.loss) } ?? "–"] + figures(report.validation?.metrics)
                    + [Figures.value(report.learningRate), report.isBest ? "best so far" : ""]
                return figures.map { Markup($0) }
            }, numbers: Set(0..<4 + 2 * metrics.count))
    }
}
