import Seq2SeqSettings

private struct RowSums: Operation {
    let input: Variable
    let groups: [Range<Int>]
    let output: Variable

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        guard let inputGradient = input.gradient, let gradient = output.gradient else { return }
        workspace.pool.run(groups.count, work: 4 * input.rows * input.columns / max(1, groups.count)) { group in
            for row in groups[group] {
                workspace.kernels.add(inputGradient.row(row), gradient.row(group), count: input.columns)
            }
        }
    }
}

extension Tape {
    /// The sum of the rows of each group, in their order; zeros for an empty one.
    ///
    /// - Parameters:
    ///   - groups: the rows of each group, of which no two have one in common.
    ///   - x: `[rows, columns]`.
    /// - Returns: `[groups, columns]`.
    package mutating func rowSums(_ groups: [Range<Int>], of x: Variable) -> Variable {
        for (group, next) in zip(groups, groups.dropFirst() + [x.rows..<x.rows]) {
            require(
                group.lowerBound >= 0 && group.upperBound <= next.lowerBound,
                "Groups of rows must follow each other, but \(group) is before \(next)")
        }
        let output = variable(rows: groups.count, columns: x.columns)
        output.value.fill(with: 0)
        workspace.pool.run(groups.count, work: 4 * x.rows * x.columns / max(1, groups.count)) { group in
            for row in groups[group] {
                workspace.kernels.add(output.value.row(group), x.value.row(row), count: x.columns)
            }
        }
        record(RowSums(input: x, groups: groups, output: output))
        return output
    }
}
