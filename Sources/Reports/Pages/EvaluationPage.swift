import Seq2SeqDecoding
import Seq2SeqEvaluation
import Seq2SeqSettings

/// An evaluation as an HTML page: scores, how they hang on length and rarity, confusions, the outputs that are best and
/// worst, and what a model attends to.
package struct EvaluationPage {
    /// One output of those that are judged.
    package struct Output {
        package let name: String
        package let evaluation: TextEvaluation
        /// For each score its interval, if there are any.
        package let bootstrap: [BootstrapResult]?
        package let pairs: [DecodedPair]
        package let confusions: [Confusion]
        /// Translations that have kept their attention.
        package let attended: [Translation]

        package init(
            name: String, evaluation: TextEvaluation, bootstrap: [BootstrapResult]?, pairs: [DecodedPair],
            confusions: [Confusion], attended: [Translation]
        ) {
            self.name = name
            self.evaluation = evaluation
            self.bootstrap = bootstrap
            self.pairs = pairs
            self.confusions = confusions
            self.attended = attended
        }
    }

    /// A way in which lines are put in groups.
    package struct Breakdown {
        package let title: String
        package let groups: [LineGroup]

        package init(title: String, groups: [LineGroup]) {
            self.title = title
            self.groups = groups
        }
    }

    /// What stands above it.
    package let title: String
    package let outputs: [Output]
    package let breakdowns: [Breakdown]
    /// The percentage of the intervals.
    package var confidence: Double?
    package var settings: [ReportedSetting] = []
    package var command: [String] = []

    /// Which command's pages they are.
    package static let generator = "seq2seq-evaluate"

    package init(title: String, outputs: [Output], breakdowns: [Breakdown]) {
        self.title = title
        self.outputs = outputs
        self.breakdowns = breakdowns
    }

    /// The page.
    package var html: String {
        var page = Page(title: title, generator: Self.generator)
        page.content = [.element("h1", [:], .quoted(title)), .section("Scores", scores)]
        for output in outputs {
            let name = outputs.count > 1 ? ": \(output.name)" : ""
            page.content += [
                .section("Scores by group" + name, breakdowns.map { table($0, output) }),
                .section("Most frequent confusions" + name, confusions(output)),
            ]
            let pairs = DecodedPairs(output.pairs)
            page.content += [
                .section("Best and worst outputs" + name, pairs.markup),
                .section("Errors by length" + name, pairs.byLength),
            ]
            let pictures = AttendedSamples.markup(output.attended)
            page.content.append(
                .section(
                    "Attention" + name, pictures.isEmpty ? [] : [.element("div", ["class": "attentions"], pictures)]))
        }
        page.content += [
            .section("Settings", ReportedSetting.markup(settings)),
            .section("To run it again", command.isEmpty ? [] : [.code(command)]),
        ]
        return page.html
    }

    private var scores: [Markup] {
        let metrics = outputs.first?.evaluation.metrics ?? []
        let rows = metrics.indices.map { index in
            [Markup(metrics[index].traits.title)]
                + outputs.map { output in
                    var text = Figures.score(output.evaluation.values[index])
                    if let result = output.bootstrap?[index] {
                        text += " ± " + Figures.score(result.halfWidth)
                        if let pValue = result.pValue { text += ", p \(Figures.probability(pValue))" }
                    }
                    return Markup(text)
                }
        }
        var notes = ["\(Figures.counted(outputs.first?.evaluation.lineCount ?? 0, "line")) of each."]
        if let confidence {
            notes.append(
                "± is half of the interval that holds a score in \(Figures.short(confidence, step: confidence == confidence.rounded() ? 1 : 0.1)) % of the"
                    + " bootstrap's draws; p is how often chance alone makes such a difference from the first output.")
        }
        let signatures = metrics.compactMap { metric in
            metric.traits.signature.map { Markup.element("li", [:], Markup("\(metric.traits.title)|\($0)")) }
        }
        return [
            .table(head: [""] + outputs.map(\.name), rows: rows, numbers: Set(1..<outputs.count + 1)),
            .paragraph(notes.joined(separator: " "), class: "soft"),
            signatures.isEmpty ? Markup() : .element("ul", ["class": "soft"], signatures),
        ]
    }

    private func table(_ breakdown: Breakdown, _ output: Output) -> Markup {
        let metrics = output.evaluation.metrics
        return .table(
            head: [breakdown.title, "lines"] + metrics.map(\.traits.title),
            rows: breakdown.groups.map { group in
                ([Figures.range(group.range), Figures.grouped(group.lines.count)]
                    + output.evaluation.values(ofLines: group.lines).map(Figures.score)).map { Markup($0) }
            }, numbers: Set(1..<metrics.count + 2))
    }

    private func confusions(_ output: Output) -> [Markup] {
        guard !output.confusions.isEmpty else { return [] }
        func shown(_ unit: String?) -> Markup {
            unit.map { .quoted($0.token(atMost: 60)) } ?? .element("span", ["class": "soft"], Markup("(nothing)"))
        }
        return [
            .table(
                head: ["times", "expected", "found"],
                rows: output.confusions.map { confusion in
                    [Markup(Figures.grouped(confusion.count)), shown(confusion.expected), shown(confusion.found)]
                }, numbers: [0])
        ]
    }
}
