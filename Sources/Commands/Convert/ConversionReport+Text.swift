import Foundation
import Seq2Seq

// For people and programs.

extension ConversionReport {
    /// Sizes, errors, and what both models did with pairs.
    var text: String {
        func form(_ precision: Precision) -> String { precision == .int8 ? "weights in 8 bits" : "weights as floats" }
        var text = "\(model): \(modelBytes.map { Figures.size(bytes: $0) + ", " } ?? "")\(form(precisions.before))\n"
        text += "\(output): \(outputBytes.map { Figures.size(bytes: $0) + ", " } ?? "")\(form(precisions.after))"
        if let modelBytes, let outputBytes {
            text += String(format: ", %.1f %% of the size", 100 * Double(outputBytes) / Double(modelBytes))
        }
        text += "\n"
        if !weights.isEmpty {
            let rows = weights.map { [$0.name, "\($0.shape)"] + Self.figures(of: $0.error) }
            let all = weights.count > 1 ? [["all", ""] + Self.figures(of: error)] : []
            text += "\nErrors of the weights\n"
            text += TextColumns.lines(
                [["name", "shape", "mean", "largest"]] + rows + all, [.left, .left, .right, .right])
        }
        if let shortlist { text += "\n" + shortlist.text }
        if let trial {
            text += "\n" + trial.text(of: shortlist == nil ? ["floats", "8 bits"] : ["before", "after"])
        }
        return text
    }

    private static func figures(of error: RoundingError) -> [String] {
        [error.relative, error.largest].map { String(format: "%.3f %%", 100 * $0) }
    }

    /// One object.
    var json: JSONText {
        // What was not asked for is not among the entries.
        let made: [(String, JSONText)] = shortlist.map { [("shortlist", $0.json)] } ?? []
        return .object(
            [
                ("model", .text(model)), ("output", .text(output)),
                (
                    "bytes",
                    .object([
                        ("before", modelBytes.map(JSONText.integer) ?? .null),
                        ("after", outputBytes.map(JSONText.integer) ?? .null),
                    ])
                ),
                ("error", Self.object(of: error)),
                (
                    "tensors",
                    .list(
                        weights.map {
                            .object([
                                ("name", .text($0.name)), ("shape", .list($0.shape.map(JSONText.integer))),
                                ("error", Self.object(of: $0.error)),
                            ])
                        })
                ),
                ("trial", trial?.json ?? .null),
            ] + made)
    }

    private static func object(of error: RoundingError) -> JSONText {
        .object([("relative", .real(error.relative)), ("largest", .real(error.largest))])
    }
}

extension ConversionTrial {
    /// - Parameter names: of both models.
    fileprivate func text(of names: [String]) -> String {
        let rows = [
            [""] + names,
            ["loss per token", Figures.loss(before.lossPerToken), Figures.loss(after.lossPerToken)],
            ["exact", Figures.percent(before.exactMatch), Figures.percent(after.exactMatch)],
        ]
        let same = [
            ["outputs that are the same", Figures.percent(equalOutputs)],
            ["tokens that are the same", Figures.percent(equalTokens)],
        ]
        return "What both do with \(Figures.counted(pairCount, "pair"))\n"
            + TextColumns.lines(rows, [.left, .right, .right]) + TextColumns.lines(same, [.left, .right])
    }

    fileprivate var json: JSONText {
        func object(_ result: Result) -> JSONText {
            .object([("loss_per_token", .real(result.lossPerToken)), ("exact", .real(result.exactMatch))])
        }
        return .object([
            ("pairs", .integer(pairCount)), ("before", object(before)), ("after", object(after)),
            ("equal_outputs", .real(equalOutputs)), ("equal_tokens", .real(equalTokens)),
        ])
    }
}
