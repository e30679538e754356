import Foundation
import Seq2Seq

// For people, in lines of at most 80 columns where names allow it.

extension ModelInspection {
    var text: String {
        let total = contents.model.network.parameters.count
        var text = "\(contents.path): \(contents.kind.name), \(Figures.size(bytes: contents.byteCount))"
        text += ", format version \(contents.formatVersion)"
        text += contents.model.precision == .int8 ? ", weights in 8 bits\n" : "\n"
        let checksum = contents.checksum.map { "\($0), and the data has it" }
        text += "checksum   \(checksum ?? "none: another program wrote it")\n"
        text += "\nParameters\n"
        let rows = parts.map { [$0.name, Figures.grouped($0.count)] } + [["all", Figures.grouped(total)]]
        text += TextColumns.lines(rows, [.left, .right])
        if let standing { text += "\nTraining so far\n" + TextColumns.lines(Self.rows(of: standing), [.left, .left]) }
        for (index, setting) in settings.enumerated() {
            if index == 0 || settings[index - 1].group != setting.group {
                let group = settings[index...].prefix { $0.group == setting.group }
                text += "\n\(setting.group)\n"
                text += TextColumns.lines(group.map { [$0.name, $0.text ?? "-", $0.origin] }, [.left, .left, .left])
            }
        }
        if !contents.model.isLanguageModel { text += "\n" + source.text(of: "Source") }
        text += "\n" + target.text(of: "Target")
        if let tags { text += "\n" + tags.text(of: "Tag", units: "tags") }
        if let shortlist = contents.model.shortlist { text += "\n" + shortlist.text }
        if source.unknownCount == nil {
            text += "\nModel files hold no counts; frequent tokens come first. --pairs counts them.\n"
        }
        let tensors = contents.tensors.map { tensor in
            [tensor.name, "\(tensor.shape)" + (tensor.isInt8 ? " I8" : "")] + Self.figures(of: tensor.statistics)
        }
        let head = ["name", "shape", "norm", "least", "greatest", ""]
        text += "\nTensors\n" + TextColumns.lines([head] + tensors, [.left, .left, .right, .right, .right, .left])
        return text
    }

    private static func rows(of standing: TrainingCheckpoint.Standing) -> [[String]] {
        var rows = [
            ["steps", Figures.grouped(standing.steps)], ["epoch", "\(standing.epoch)"],
            ["target tokens", Figures.grouped(standing.targetTokens)],
            ["time in steps", Figures.duration(seconds: standing.seconds)],
            ["learning rate", Figures.short(standing.learningRate)],
        ]
        if let best = standing.best {
            rows += [
                ["best step", Figures.grouped(best.step)], ["  valid loss", Figures.loss(best.lossPerToken)],
                ["  token accuracy", Figures.percent(best.tokenAccuracy)],
            ]
            if let exact = best.measuredExactMatch { rows.append(["  exact", Figures.percent(exact)]) }
            if let bleu = best.bleu { rows.append(["  BLEU", Figures.score(bleu)]) }
            if let chrf = best.chrf { rows.append(["  chrF2", Figures.score(chrf)]) }
            rows.append(["validations since", "\(standing.validationsSinceBest)"])
        }
        return rows
    }

    private static func figures(of statistics: TensorStatistics) -> [String] {
        func text(_ value: Double) -> String { String(format: "%.4g", value) }
        let faults = [(statistics.nanCount, "NaN"), (statistics.infiniteCount, "infinite")]
            .filter { $0.0 > 0 }.map { "\(Figures.grouped($0.0)) \($0.1)" }
        return [
            text(statistics.norm), statistics.range.map { text(Double($0.lowerBound)) } ?? "-",
            statistics.range.map { text(Double($0.upperBound)) } ?? "-", faults.joined(separator: ", "),
        ]
    }
}

extension InspectedVocabulary {
    fileprivate func text(of side: String, units: String? = nil) -> String {
        var text = "\(side) vocabulary: \(Figures.grouped(size)) \(units ?? tokenization.rawValue)"
        text += mergeCount.map { " of \(Figures.counted($0, "merge"))" } ?? ""
        text += ", \(Vocabulary.reservedTokens.count) of them reserved\n"
        for (title, tokens) in [("first", first), ("rarest", rarest)] where !tokens.isEmpty {
            let words = tokens.map { $0.text.quotedToken + ($0.count.map { " \(Figures.grouped($0))" } ?? "") }
            text += TextColumns.paragraph(title, words)
        }
        if let unknownCount { text += TextColumns.paragraph("unknown", [Figures.grouped(unknownCount)]) }
        return text
    }
}

extension ModelFileKind {
    /// What it is, in words.
    var name: String { self == .checkpoint ? "checkpoint" : "model" }
}

extension String {
    /// A token in quotes, with what cannot be seen spelled out.
    var quotedToken: String { "\"\(showingControls)\"" }
}

/// Columns of texts, as wide as they need to be.
enum TextColumns {
    enum Side {
        case left
        case right
    }

    private static let indentation = "  "

    /// What the last column has at least before it goes on below.
    private static let leastRoom = 20

    /// A line for each row, indented. Where a last column on the left is too wide for a terminal it goes on below.
    static func lines(_ rows: [[String]], _ sides: [Side]) -> String {
        let widths = sides.indices.map { column in rows.map { $0[column].columnCount }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, sides).enumerated().map { column, cell in
                let blanks = String(repeating: " ", count: widths[column] - cell.0.columnCount)
                return cell.1 == .left ? cell.0 + blanks : blanks + cell.0
            }
            let line = indentation + cells.joined(separator: indentation)
            let start = indentation.count * sides.count + widths.dropLast().reduce(0, +)
            let last = row.last ?? ""
            guard sides.last == .left, start + last.columnCount > HelpText.width else {
                return line.prefix(line.count - line.reversed().prefix { $0 == " " }.count) + "\n"
            }
            let blanks = String(repeating: " ", count: start)
            let pieces = last.pieces(columns: max(leastRoom, HelpText.width - start))
            return line.prefix(columns: start) + pieces.joined(separator: "\n" + blanks) + "\n"
        }.joined()
    }

    /// A title and words after it, in as many lines as they take.
    static func paragraph(_ title: String, _ words: [String]) -> String {
        let start = indentation + title + String(repeating: " ", count: max(2, 9 - title.count))
        var lines = [start]
        for (index, word) in words.enumerated() {
            let isFirst = index == 0 || lines[lines.count - 1].columnCount + 2 + word.columnCount > HelpText.width
            if isFirst && index > 0 { lines.append(String(repeating: " ", count: start.count)) }
            lines[lines.count - 1] += (isFirst ? "" : indentation) + word
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
