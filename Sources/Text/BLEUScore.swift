import Foundation

/// A BLEU score and what it is made of.
public struct BLEUScore: Sendable, Hashable {
    /// The score, from 0 to 100.
    public let value: Double

    /// The precision of each order of n-grams, the shortest first, from 0 to 100.
    public let precisions: [Double]

    /// The factor for texts that are too short, from 0 to 1.
    public let brevityPenalty: Double

    /// Words of all hypotheses.
    public let hypothesisLength: Int

    /// Words of all references.
    public let referenceLength: Int
}

extension BLEUScore: CustomStringConvertible {
    /// The score as sacreBLEU prints it.
    public var description: String {
        let ratio = referenceLength > 0 ? Double(hypothesisLength) / Double(referenceLength) : 0
        let parts = precisions.map { String(format: "%.1f", $0) }.joined(separator: "/")
        return String(format: "BLEU = %.2f ", value) + parts
            + String(format: " (BP = %.3f ratio = %.3f ", brevityPenalty, ratio)
            + "hyp_len = \(hypothesisLength) ref_len = \(referenceLength))"
    }
}
