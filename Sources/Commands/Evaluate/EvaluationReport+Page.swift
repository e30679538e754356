import Foundation
import Seq2Seq
import Seq2SeqFiles

extension EvaluationReport {
    /// Confusions on a page, unless another number is asked for.
    private static let confusionsOfPage = 20

    /// The page that `--report` asks for.
    func page(
        _ arguments: EvaluateArguments, words: [String], _ texts: ReferenceTexts, _ decoded: [DecodedOutput],
        rarity: UnitCounts?
    ) -> EvaluationPage {
        let measured = texts.sources ?? texts.references
        let lengths = measured.map { texts.sourceUnit.units(of: $0).count }
        var breakdowns = [EvaluationPage.Breakdown(title: lengthTitle, groups: LineGroup.byLength(lengths))]
        if let rarity {
            breakdowns.append(
                .init(title: "rarest token seen", groups: LineGroup.byRarity(measured.map(rarity.rarest))))
        }
        let outputs = zip(self.outputs, decoded).map { output, decoded in
            EvaluationPage.Output(
                name: output.name, evaluation: output.evaluation, bootstrap: output.bootstrap,
                pairs: decoded.lines.indices.map { line in
                    DecodedPair(
                        source: texts.sources?[line], reference: texts.references[line],
                        hypothesis: decoded.lines[line], line: line + 1)
                },
                confusions: output.confusions
                    ?? Confusion.mostFrequent(
                        hypotheses: decoded.lines, references: texts.references, unit: confusionUnit,
                        limit: Self.confusionsOfPage, threads: arguments.decoding.options.threads),
                attended: decoded.attended)
        }
        var page = EvaluationPage(title: path, outputs: outputs, breakdowns: breakdowns)
        page.confidence = confidence?.level
        page.settings = EvaluateArguments.command.settings.settings.map { setting in
            ReportedSetting(
                name: setting.name.option, value: setting.text(arguments), origin: arguments.origins[setting.name])
        }
        page.command = TypedCommand.lines(EvaluateArguments.command.name, words)
        return page
    }
}

extension EvaluateArguments {
    /// Finds out before time is spent whether the page can be written.
    ///
    /// - Throws: `UsageError`, `SystemError`, `ReportDestinationError`.
    func checkReport() throws {
        guard let report else { return }
        try OverwrittenInput.check(
            report, among: decoding.models + inputs)
        try ReportDestination.check(
            report, generator: EvaluationPage.generator, replacesEarlier: true, replacesOthers: nil)
    }

    /// Sources whose attention a page shows.
    private static let attendedCount = 4

    /// What a model with attention attends to in some of the sources, under the search that is asked for.
    func attended(_ texts: ReferenceTexts, by translator: Translator) -> [Translation] {
        let sources = texts.sources ?? []
        guard report != nil, translator.hasAttention else { return [] }
        var translator = translator
        translator.search.keepsAttention = true
        let lines = sources.indices.filter { !sources[$0].isBlank }
        let count = min(Self.attendedCount, lines.count)
        let chosen = (0..<count).map { lines[$0 * lines.count / count] }
        return translator.hypotheses(of: chosen.map { texts.sourceText($0) }).map { $0[0] }
    }
}
