import Foundation
import Seq2Seq

// For people and programs.

extension Shortlist {
    var text: String {
        "Shortlist\n"
            + TextColumns.lines(
                [
                    ["target tokens for every line", Figures.grouped(Vocabulary.reservedTokens.count + commonCount)],
                    ["source tokens with others", Figures.grouped(aligned.count { !$0.isEmpty })],
                    ["others for each, in the mean", String(format: "%.1f", meanAlignedCount)],
                ], [.left, .right])
    }

    var json: JSONText {
        .object([
            ("common", .integer(commonCount)), ("source_tokens", .integer(aligned.count { !$0.isEmpty })),
            ("mean_aligned", .real(meanAlignedCount)),
        ])
    }
}
