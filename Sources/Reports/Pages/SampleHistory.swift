import Seq2SeqEvaluation
import Seq2SeqSettings
import Seq2SeqTraining

/// What became of the samples of validations as the training went on.
struct SampleHistory {
    private let samples: [Sample]
    private let unit: TextUnit

    /// A sample, and what was said at which validation.
    private struct Sample {
        let source: String
        let reference: String
        var said: [(report: ValidationReport, hypothesis: String)]
    }

    /// Samples that are shown, and what is shown of each.
    private static let (sampleCount, saidCount) = (8, 12)

    init(_ validations: [ValidationReport]) {
        let plain = validations.filter { $0.averagedModels == nil && !$0.samples.isEmpty }
        let latest = plain.last?.samples ?? []
        unit = TextUnit(natural: latest.map(\.reference))
        samples = latest.prefix(Self.sampleCount).map { sample in
            var said: [(report: ValidationReport, hypothesis: String)] = []
            for report in plain {
                let found = report.samples.first {
                    $0.fullSource == sample.fullSource && $0.reference == sample.reference
                }
                // What is said again is told once.
                guard let found, found.hypothesis != said.last?.hypothesis else { continue }
                said.append((report, found.hypothesis))
            }
            if said.count > Self.saidCount {
                let last = said.count - 1
                said = (0..<Self.saidCount).map { said[$0 * last / (Self.saidCount - 1)] }
            }
            return Sample(source: sample.fullSource, reference: sample.reference, said: said)
        }
    }

    /// A card for each sample.
    var markup: [Markup] {
        samples.isEmpty ? [] : [.element("div", ["class": "grid wide"], samples.map(card))]
    }

    private func card(_ sample: Sample) -> Markup {
        func entry(_ name: String, _ content: Markup) -> Markup {
            .element("dt", [:], Markup(name)) + .element("dd", [:], content)
        }
        return .element(
            "div", ["class": "card pair"],
            .element(
                "dl", [:], entry("source", .quoted(sample.source)), entry("reference", .quoted(sample.reference))),
            .element(
                "dl", ["class": "said"],
                sample.said.map { report, hypothesis in
                    let pair = DecodedPair(source: nil, reference: sample.reference, hypothesis: hypothesis)
                    return entry(
                        "epoch \(report.epoch), step \(Figures.grouped(report.step))",
                        DecodedPairs.marked(pair, unit).output)
                }))
    }
}
