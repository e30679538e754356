import Seq2SeqTensors

/// What goes from layer to layer, and out of a model.
package struct Signal {
    /// How the rows of the value are to be read.
    package enum Rows: Equatable {
        /// One row an example, in the order of the batch.
        case vectors
        /// Packed.
        case sequences(SequenceLayout)
    }

    /// `[rows, features]`; for ids nil.
    private let linear: Variable?
    /// For ids, packed.
    package let ids: [Int32]
    package let rows: Rows
    /// What has yet to be done to the value. It waits so that a loss can start from the sums, which is exact where
    /// probabilities are rounded to 0 or 1.
    package let activation: Activation

    /// What the tags of each sequence are chosen by, of which the value says how well each goes with each step; nil for
    /// a value like any other.
    package let chain: LinearChainWeights?
    /// How the columns are to be read where they are not the numbers of a target one by one; nil if they are.
    package var end: VectorEnd?
    /// What the further outputs of a model are, on the first one's signal.
    package var others: [Signal] = []

    package init(
        _ value: Variable, _ rows: Rows, activation: Activation = .linear, chain: LinearChainWeights? = nil
    ) {
        linear = value
        self.chain = chain
        ids = []
        self.rows = rows
        self.activation = activation
    }

    package init(ids: [Int32], _ layout: SequenceLayout) {
        linear = nil
        chain = nil
        self.ids = ids
        rows = .sequences(layout)
        activation = .linear
    }

    /// Whether it is ids.
    var isIds: Bool { linear == nil }

    /// The value before its activation.
    package var sums: Variable {
        guard let linear else { preconditionFailure("Ids have no vectors before an embedding") }
        return linear
    }

    /// The value after its activation; of a chain of tags the best paths.
    package func value(on tape: inout Tape) -> Variable {
        guard let chain else { return activation(sums, on: &tape) }
        return chain.bestPaths(sums, sequences: layout.packedSequences, on: tape)
    }

    /// The layout of sequences.
    package var layout: SequenceLayout {
        guard case .sequences(let layout) = rows else { preconditionFailure("Vectors have no steps") }
        return layout
    }

    /// The same sequences with other steps: `steps[row]` says which of a row's steps they are, nil for a zero vector.
    ///
    /// - Parameter positions: where the steps stand now.
    package func taking(
        _ steps: [[Int?]], at positions: [[Int]], time: Int, on tape: inout Tape
    ) -> Signal {
        let old = layout
        let new = SequenceLayout(positions: positions, time: time)
        // A zero vector comes after the activation, and not before.
        let hasZeros = steps.contains { $0.contains(nil) }
        let source = hasZeros ? value(on: &tape) : sums
        let rows = new.steps.map { step in steps[step.row][step.index].map { old.packedRow(step.row, $0) } }
        return Signal(tape.select(rows, of: source), .sequences(new), activation: hasZeros ? .linear : activation)
    }
}

extension LinearChainWeights {
    /// 1 for each tag of the best path of each sequence, 0 for the others, `[rows, tags]`: a constant.
    ///
    /// - Parameters:
    ///   - x: how well each tag goes with each step, `[rows, tags]`.
    ///   - sequences: for each sequence its rows, in their order.
    package func bestPaths(_ x: Variable, sequences: [[Int]], on tape: borrowing Tape) -> Variable {
        let result = tape.zeros(rows: x.rows, columns: x.columns)
        for (rows, path) in zip(sequences, tape.bestPaths(x, sequences: sequences, weights: self)) {
            for (row, tag) in zip(rows, path) { result.value.row(row)[tag] = 1 }
        }
        return result
    }
}
