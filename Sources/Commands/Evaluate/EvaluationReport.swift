import Foundation
import Seq2Seq

/// What `seq2seq-evaluate` tells of outputs.
struct EvaluationReport {
    let lineCount: Int
    let path: String
    let outputs: [Output]
    /// The percentage of the intervals, and how often lines were drawn for them.
    let confidence: (level: Double, resampleCount: Int)?
    /// What confusions are counted in.
    let confusionUnit: TextUnit
    /// What the lengths are of: `source length in words`.
    let lengthTitle: String
    /// The share of the references that are long enough for BLEU.
    let shareOfLongReferences: Double

    /// What is told of one output.
    struct Output {
        let name: String
        let evaluation: TextEvaluation
        let bootstrap: [BootstrapResult]?
        let byLength: [Part]?
        let byRarity: [Part]?
        let confusions: [Confusion]?
        /// What the model does not know of the sources.
        let unknown: UnknownSources
    }

    /// The scores of some lines.
    struct Part {
        let range: ClosedRange<Int>
        let lineCount: Int
        let values: [Double]
    }

    init(_ arguments: EvaluateArguments, _ texts: ReferenceTexts, _ decoded: [DecodedOutput], rarity: UnitCounts?) {
        let threads = arguments.decoding.options.threads
        let choices = arguments.metrics ?? ScoreChoice.allCases
        let evaluations = decoded.map { output in
            var evaluation = TextEvaluation(
                hypotheses: output.lines, references: texts.references,
                metrics: choices.compactMap { $0.metric(tokenizer: arguments.tokenizer) }, threads: threads)
            if let likelihoods = output.likelihoods { evaluation.add(Perplexity(), statistics: likelihoods) }
            return evaluation
        }
        let results = arguments.confidence.map { level in
            Bootstrap(level: level, resampleCount: arguments.resampleCount).results(of: evaluations, threads: threads)
        }
        confidence = arguments.confidence.map { ($0, arguments.resampleCount) }
        confusionUnit = TextUnit(natural: texts.references)
        let unit = texts.sourceUnit
        lengthTitle = (texts.sources == nil ? "reference" : "source") + " length in \(unit.rawValue)"
        let measured = texts.sources ?? texts.references
        let lengths = arguments.breaksDownByLength ? LineGroup.byLength(measured.map { unit.units(of: $0).count }) : nil
        let rarities = rarity.map { counts in LineGroup.byRarity(measured.map(counts.rarest)) }
        lineCount = texts.references.count
        path = texts.path
        shareOfLongReferences = BLEU.shareOfLongTexts(texts.references)
        outputs = decoded.indices.map { [confusionUnit] index in
            let evaluation = evaluations[index]
            func parts(_ groups: [LineGroup]) -> [Part] {
                groups.map {
                    Part(range: $0.range, lineCount: $0.lines.count, values: evaluation.values(ofLines: $0.lines))
                }
            }
            let limit = arguments.confusionCount
            return Output(
                name: decoded[index].name, evaluation: evaluation, bootstrap: results?[index],
                byLength: lengths.map(parts), byRarity: rarities.map(parts),
                confusions: limit == 0
                    ? nil
                    : Confusion.mostFrequent(
                        hypotheses: decoded[index].lines, references: texts.references, unit: confusionUnit,
                        limit: limit, threads: threads),
                unknown: decoded[index].unknownSources)
        }
    }
}

// MARK: - For programs

extension EvaluationReport {
    /// An object for each output, one a line. Scores have two decimals, as sacreBLEU prints them; probabilities four.
    var json: String { outputs.map { "\(object(of: $0))\n" }.joined() }

    private func object(of output: Output) -> JSONText {
        let metrics = output.evaluation.metrics
        var entries: [(String, JSONText)] = [("output", .text(output.name)), ("lines", .integer(lineCount))]
        let unknown = [
            ("unknown_source_tokens", output.unknown.unknownTokenCount),
            ("unknown_tags", output.unknown.unknownTagCount),
        ]
        entries += unknown.filter { $0.1 > 0 }.map { ($0.0, .integer($0.1)) }
        entries += Self.scores(output.evaluation.values, metrics)
        let signatures = metrics.compactMap { metric in
            metric.traits.signature.map { (metric.traits.key, JSONText.text($0)) }
        }
        if !signatures.isEmpty { entries.append(("signatures", .object(signatures))) }
        entries += intervals(of: output).map { [("confidence", $0)] } ?? []
        for (key, parts) in [("by_length", output.byLength), ("by_rarity", output.byRarity)] {
            guard let parts else { continue }
            entries.append((key, .list(parts.map { Self.object(of: $0, metrics) })))
        }
        if let confusions = output.confusions {
            entries.append(
                (
                    "confusions",
                    .list(
                        confusions.map { confusion in
                            .object([
                                ("expected", confusion.expected.map(JSONText.text) ?? .null),
                                ("found", confusion.found.map(JSONText.text) ?? .null),
                                ("count", .integer(confusion.count)),
                            ])
                        })
                ))
        }
        return .object(entries)
    }

    /// The confidence intervals; nil if none were asked for.
    private func intervals(of output: Output) -> JSONText? {
        guard let confidence, let results = output.bootstrap else { return nil }
        let intervals = zip(output.evaluation.metrics, results).map { metric, result in
            let numbers = [("mean", result.mean), ("low", result.low), ("high", result.high)]
            return (
                metric.traits.key,
                JSONText.object(
                    numbers.map { ($0, .number($1, decimals: 2)) }
                        + (result.pValue.map { [("p", .number($0, decimals: 4))] } ?? []))
            )
        }
        return .object(
            [
                ("level", .number(confidence.level, decimals: 6)),
                ("resamples", .integer(confidence.resampleCount)),
            ] + intervals)
    }

    private static func scores(_ values: [Double], _ metrics: [any CorpusScore]) -> [(String, JSONText)] {
        zip(metrics, values).map { ($0.traits.key, .number($1, decimals: 2)) }
    }

    private static func object(of part: Part, _ metrics: [any CorpusScore]) -> JSONText {
        let end: JSONText = part.range.upperBound == .max ? .null : .integer(part.range.upperBound)
        return .object(
            [("from", .integer(part.range.lowerBound)), ("to", end), ("lines", .integer(part.lineCount))]
                + scores(part.values, metrics))
    }
}

extension ScoreTraits {
    /// The name in JSON.
    fileprivate var key: String { name.replacing("-", with: "_") }
}
