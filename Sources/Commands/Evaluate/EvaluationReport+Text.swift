import Foundation
import Seq2Seq

// For people, in lines of at most 80 columns.

extension EvaluationReport {
    /// Tables of the scores and whatever else was asked for.
    var text: String {
        var text = "\(path), \(Figures.counted(lineCount, "line"))\n\n"
        text += scoreTable.text
        if let confidence {
            text +=
                "\n± is half of the interval that holds a score in \(Self.short(confidence.level)) % of"
                + " \(Figures.grouped(confidence.resampleCount)) bootstrap draws.\n"
            if outputs.count > 1 {
                text += "p is how often chance alone makes such a difference from the first output.\n"
            }
        }
        text += signatures
        for output in outputs {
            let title = outputs.count > 1 ? "\n\(output.name)\n" : ""
            for (label, parts) in [(lengthTitle, output.byLength), ("rarest token seen", output.byRarity)] {
                guard let parts else { continue }
                text += title + "\n" + table(label, parts, output.evaluation.metrics).text
            }
            if let confusions = output.confusions { text += title + confusionTable(confusions) }
        }
        return text
    }

    private var scoreTable: TextTable {
        var table = TextTable(labels: [""])
        let metrics = outputs[0].evaluation.metrics
        let hasTests = outputs.contains { $0.bootstrap?.contains { $0.pValue != nil } ?? false }
        for metric in metrics {
            table.labels.append(metric.traits.title)
            if hasTests { table.labels.append("  p") }
        }
        for output in outputs {
            var column = [output.name]
            for (index, value) in output.evaluation.values.enumerated() {
                let isShare = metrics[index].traits.isShare
                let interval = output.bootstrap.map { " ± " + Figures.score($0[index].halfWidth) } ?? ""
                column.append(Figures.score(value) + interval + (isShare ? " %" : "  "))
                if hasTests {
                    column.append(output.bootstrap?[index].pValue.map { String(format: "%.4f  ", $0) } ?? "")
                }
            }
            table.columns.append(column)
        }
        return table
    }

    /// How the scores of papers were computed, and what BLEU is made of.
    private var signatures: String {
        var text = ""
        for (index, metric) in outputs[0].evaluation.metrics.enumerated() {
            guard let signature = metric.traits.signature else { continue }
            text += (text.isEmpty ? "\n" : "") + "\(metric.traits.title)|\(signature)\n"
            guard let bleu = metric as? BLEU else { continue }
            if shareOfLongReferences < 0.1 && bleu.tokenizer != .characters {
                text +=
                    "  BLEU counts runs of four words, but only \(Figures.percent(shareOfLongReferences)) of the references\n"
                    + "  have four words with blanks between them: see chrF2 or exact match instead.\n"
            }
            for output in outputs {
                text += "  " + bleu.parts(ofSums: output.evaluation.sums(ofMetric: index)).details + "\n"
            }
        }
        return text
    }

    private func table(_ label: String, _ parts: [Part], _ metrics: [any CorpusScore]) -> TextTable {
        var table = TextTable(labels: [label])
        table.labels += parts.map { part in
            let (first, last) = (part.range.lowerBound, part.range.upperBound)
            if first == last { return Figures.grouped(first) }
            if last == .max { return Figures.grouped(first) + " or more" }
            return Figures.grouped(first) + " to " + Figures.grouped(last)
        }
        table.columns.append(["lines"] + parts.map { Figures.grouped($0.lineCount) })
        for (index, metric) in metrics.enumerated() {
            table.columns.append([metric.traits.name] + parts.map { Figures.score($0.values[index]) })
        }
        return table
    }

    private func confusionTable(_ confusions: [Confusion]) -> String {
        func shown(_ unit: String?) -> String {
            guard let unit else { return "(nothing)" }
            return "'" + unit.showingControls + "'"
        }
        let widest = confusions.map { shown($0.expected).count }.max() ?? 0
        let width = min(max(widest, 8), 36)
        func row(_ count: String, _ expected: String, _ found: String) -> String {
            TextTable.padded(count, to: 8, left: true) + "  " + TextTable.padded(expected, to: width) + "  " + found
                + "\n"
        }
        return "\n" + row("times", "expected", "found")
            + confusions.map { row(Figures.grouped($0.count), shown($0.expected), shown($0.found)) }.joined()
    }

    private static func short(_ value: Double) -> String {
        value == value.rounded() ? String(Int(value)) : String(value)
    }
}

extension ScoreTraits {
    /// Whether people write the score with a percent sign.
    fileprivate var isShare: Bool { signature == nil && name != "perplexity" }
}

/// Columns with labels at their left, in as many blocks as a terminal of 80 columns needs.
struct TextTable {
    static let width = 80

    /// The labels of the rows; the first row is the head.
    var labels: [String]
    var columns: [[String]] = []

    var text: String {
        let labelWidth = labels.map(\.count).max() ?? 0
        let room = Self.width - labelWidth
        var blocks: [String] = []
        var rest = columns[...]
        while !rest.isEmpty {
            var (block, used) = (labels.map { Self.padded($0, to: labelWidth) }, 0)
            repeat {
                guard let column = rest.first else { break }
                let cellWidth = min(room - 2, max(column.dropFirst().map(\.count).max() ?? 0, min(column[0].count, 18)))
                if used > 0 && used + 2 + cellWidth > room { break }
                for row in block.indices {
                    block[row] += "  " + Self.padded(Self.cut(column[row], to: cellWidth), to: cellWidth, left: true)
                }
                used += 2 + cellWidth
                rest.removeFirst()
            } while true
            blocks.append(block.map { $0.droppingTrailingBlanks + "\n" }.joined())
        }
        return blocks.joined(separator: "\n")
    }

    /// The end of a text that is too long: of a path it tells more than the start.
    private static func cut(_ text: String, to width: Int) -> String {
        text.count <= width ? text : "…" + text.suffix(width - 1)
    }

    /// A text with blanks after it, or before it.
    static func padded(_ text: String, to width: Int, left: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return left ? blanks + text : text + blanks
    }
}

extension String {
    fileprivate var droppingTrailingBlanks: Substring {
        self[...].prefix(upTo: lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)
    }
}
