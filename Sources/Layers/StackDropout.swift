import Tensors

/// What a stack of LSTM layers drops in one training step.
package struct StackDropout {
    /// For each packed row what is dropped between the layers, one place further for each layer.
    let between: RowDropout
    /// For each row of the batch what is dropped of the hidden states that meet the recurrent weights, one place
    /// further for each layer and direction; nil for nothing.
    let recurrent: RowDropout?

    package init(between: RowDropout, recurrent: RowDropout?) {
        self.between = between
        self.recurrent = recurrent
    }

    /// The dropout of a single step, whose packed rows are those of the range.
    package func step(_ range: Range<Int>) -> StackDropout {
        StackDropout(between: between.rows(range), recurrent: recurrent?.rows(0..<range.count))
    }
}
