import Seq2SeqTensors

/// How the columns of a signal are to be read where they are more than the numbers that a target has, or in other units.
package struct VectorEnd: Sendable, Equatable {
    /// Numbers of a target.
    package let features: Int
    /// What is said of each of them, its columns side by side.
    package let distribution: OutputDistribution
    /// Whether a last column says whether the step is the last one: the logit of that.
    package let decidesEnd: Bool
    /// For each row of the batch the units of each feature; empty for those of the targets.
    package let scales: [[FeatureScale]]

    package init(
        features: Int, distribution: OutputDistribution, decidesEnd: Bool, scales: [[FeatureScale]]
    ) {
        self.features = features
        self.distribution = distribution
        self.decidesEnd = decidesEnd
        self.scales = scales
    }

    /// Columns without the last one that may say whether a step is the last.
    package var columns: Int { features * distribution.width }

    /// Whether it is no other than that of any signal.
    package var isPlain: Bool { distribution == .point && !decidesEnd && scales.isEmpty }

    /// The units of a feature in a row of the batch.
    package func scale(ofRow row: Int, _ feature: Int) -> FeatureScale {
        scales.isEmpty ? FeatureScale() : scales[row][feature]
    }

    /// The number that stands for each one, in the units of the targets. `[rows, features]`
    ///
    /// - Parameter rows: for each row of the signal its row of the batch.
    package func centres(_ sums: Variable, rows: [Int], on tape: borrowing Tape) -> Variable {
        let result = tape.zeros(rows: sums.rows, columns: features)
        for (index, row) in rows.enumerated() {
            for feature in 0..<features {
                let value = sums.value.row(index)[feature * distribution.width + distribution.centre]
                result.value.row(index)[feature] = scales.isEmpty ? value : scale(ofRow: row, feature).restored(value)
            }
        }
        return result
    }
}
