import Foundation
import Seq2SeqOracle

/// Functions of rows in double precision.
enum ReferenceRows {
    static func softmax(_ x: DoubleMatrix) -> DoubleMatrix {
        let elements = (0..<x.rows).flatMap { row in
            let powers = x.row(row).map(exp)
            return powers.map { $0 / powers.reduce(0, +) }
        }
        return DoubleMatrix(rows: x.rows, columns: x.columns, elements: elements)
    }

    /// One number a row: the mean over the features, or for a cross-entropy of distributions their sum.
    static func losses(_ kind: RowLossTests.Kind, _ x: DoubleMatrix, _ targets: DoubleMatrix) -> [Double] {
        let softmax = softmax(x)
        return (0..<x.rows).map { row in
            let pairs = zip(x.row(row), targets.row(row))
            let count = Double(x.columns)
            switch kind {
            case .squared: return pairs.map { ($0 - $1) * ($0 - $1) }.reduce(0, +) / count
            case .absolute: return pairs.map { abs($0 - $1) }.reduce(0, +) / count
            case .binary: return pairs.map { log1p(exp(-abs($0))) + max($0, 0) - $0 * $1 }.reduce(0, +) / count
            case .distributions: return zip(softmax.row(row), targets.row(row)).map { -$1 * log($0) }.reduce(0, +)
            }
        }
    }
}
