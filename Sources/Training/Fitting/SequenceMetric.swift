import Seq2SeqLayers
import Seq2SeqTensors

/// What is reported beside the loss: a mean over vectors, or over the steps that are there.
public enum SequenceMetric: String, Sendable, Hashable, Codable, CaseIterable {
    /// The share of the vectors whose largest feature is the target's; with one feature, that is on the target's side
    /// of a half.
    case accuracy
    /// The mean squared difference.
    case meanSquaredError
    /// The mean absolute difference.
    case meanAbsoluteError

    /// The sum over the rows of `values [rows, features]`.
    func sum(_ values: Matrix, _ targets: AlignedOutputs.Targets) -> Double {
        (0..<values.rows).reduce(0.0) { sum, row in
            let value = Array(UnsafeBufferPointer(start: values.row(row), count: values.columns))
            switch targets {
            case .ids(let ids):
                let oneHot = value.indices.map { Float($0 == Int(ids[row]) ? 1 : 0) }
                return sum + self.value(value, oneHot)
            case .vectors(let all):
                return sum + self.value(value, Array(all[row * values.columns..<(row + 1) * values.columns]))
            }
        }
    }

    private func value(_ value: [Float], _ target: [Float]) -> Double {
        switch self {
        case .accuracy:
            if value.count == 1 { return (value[0] > 0.5) == (target[0] > 0.5) ? 1 : 0 }
            return Self.largest(value) == Self.largest(target) ? 1 : 0
        case .meanSquaredError:
            return zip(value, target).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / Double(value.count)
        case .meanAbsoluteError:
            return zip(value, target).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) } / Double(value.count)
        }
    }

    private static func largest(_ values: [Float]) -> Int {
        values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }
}
