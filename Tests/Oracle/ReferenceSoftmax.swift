import Foundation

/// Softmax and cross-entropy as they stand in a textbook, in double precision.
package enum ReferenceSoftmax {
    /// The logarithm of the softmax of each row, in nats.
    package static func logProbabilities(_ logits: DoubleMatrix) -> DoubleMatrix {
        let rows = (0..<logits.rows).flatMap { row -> [Double] in
            let x = logits.row(row)
            let largest = x.reduce(-.infinity, max)
            let logSum = log(x.reduce(0) { $0 + exp($1 - largest) })
            return x.map { ($0 - largest) - logSum }
        }
        return DoubleMatrix(rows: logits.rows, columns: logits.columns, elements: rows)
    }

    /// The cross-entropy of each row, in nats: mass `1 - smoothing` on the target, and `smoothing` spread evenly.
    package static func losses(_ logits: DoubleMatrix, targets: [Int32], smoothing: Double = 0) -> [Double] {
        let logProbabilities = logProbabilities(logits)
        return targets.enumerated().map { row, target in
            let mean = logProbabilities.row(row).reduce(0, +) / Double(logits.columns)
            let ofTarget = logProbabilities[row, Int(target)]
            return -(1 - smoothing) * ofTarget - (smoothing == 0 ? 0 : smoothing * mean)
        }
    }

    /// The gradient of the sum of the losses with respect to the logits: the softmax less the target's mass.
    package static func gradient(_ logits: DoubleMatrix, targets: [Int32], smoothing: Double = 0) -> DoubleMatrix {
        var gradient = logProbabilities(logits).mapped { exp($0) - smoothing / Double(logits.columns) }
        for (row, target) in targets.enumerated() {
            gradient.elements[row * logits.columns + Int(target)] -= 1 - smoothing
        }
        return gradient
    }
}
