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

    package init(_ value: Variable, _ rows: Rows, activation: Activation = .linear) {
        linear = value
        ids = []
        self.rows = rows
        self.activation = activation
    }

    package init(ids: [Int32], _ layout: SequenceLayout) {
        linear = nil
        self.ids = ids
        rows = .sequences(layout)
        activation = .linear
    }

    /// The value before its activation.
    package var sums: Variable {
        guard let linear else { preconditionFailure("Ids have no vectors before an embedding") }
        return linear
    }

    /// The value after its activation.
    package func value(on tape: inout Tape) -> Variable { activation(sums, on: &tape) }

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
