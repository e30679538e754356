import CSeq2SeqKernels

/// One time step of a recurrent layer, as the C header describes it: filled where the layer is, and read by the kernel.
extension Kernels {
    /// Which elements of each row are dropped: a rule, and the key of every row.
    struct RowMasks {
        let keys: UnsafePointer<UInt64>
        let rule: DropoutRule
    }

    typealias LSTMForwardStep = seq2seq_lstm_forward_step
    typealias LSTMBackwardStep = seq2seq_lstm_backward_step
    typealias GRUForwardStep = seq2seq_gru_forward_step
    typealias GRUBackwardStep = seq2seq_gru_backward_step
    typealias SimpleRNNForwardStep = seq2seq_simple_rnn_forward_step
    typealias SimpleRNNBackwardStep = seq2seq_simple_rnn_backward_step

    func lstmForward(_ step: borrowing LSTMForwardStep, block: Int, rows: Range<Int>) {
        withUnsafePointer(to: step) { table.pointee.lstm_forward($0, block, rows.lowerBound, rows.upperBound) }
    }

    func lstmBackward(_ step: borrowing LSTMBackwardStep, block: Int, rows: Range<Int>) {
        withUnsafePointer(to: step) { table.pointee.lstm_backward($0, block, rows.lowerBound, rows.upperBound) }
    }

    func gruForward(_ step: borrowing GRUForwardStep, block: Int, rows: Range<Int>) {
        withUnsafePointer(to: step) { table.pointee.gru_forward($0, block, rows.lowerBound, rows.upperBound) }
    }

    func gruBackward(_ step: borrowing GRUBackwardStep, block: Int, rows: Range<Int>) {
        withUnsafePointer(to: step) { table.pointee.gru_backward($0, block, rows.lowerBound, rows.upperBound) }
    }

    func simpleRNNForward(_ step: borrowing SimpleRNNForwardStep, block: Int, rows: Range<Int>) {
        withUnsafePointer(to: step) { table.pointee.simple_rnn_forward($0, block, rows.lowerBound, rows.upperBound) }
    }

    func simpleRNNBackward(_ step: borrowing SimpleRNNBackwardStep, block: Int, rows: Range<Int>) {
        withUnsafePointer(to: step) { table.pointee.simple_rnn_backward($0, block, rows.lowerBound, rows.upperBound) }
    }
}

extension seq2seq_row_masks {
    init(_ masks: Kernels.RowMasks?) {
        self.init(keys: masks?.keys, threshold: masks?.rule.threshold ?? 0, scale: masks?.rule.scale ?? 0)
    }
}

extension seq2seq_states {
    /// The states that the rows of a step start from.
    ///
    /// - Parameters:
    ///   - previous: those of the step before, for the first rows; nil if there is none.
    ///   - initial: those of the rows that begin; nil for zeros.
    init(previous: Matrix?, initial: Matrix?) {
        self.init(previous: .init(previous), continued: previous?.rows ?? 0, initial: .init(initial))
    }
}

extension seq2seq_next_step {
    /// - Parameters:
    ///   - sums: the next step's gradient before activation; nil if there is none.
    ///   - masks: of what the next step's recurrent product read.
    init(sums: Matrix?, masks: Kernels.RowMasks?, recurrentPanels: UnsafePointer<Float>) {
        self.init(
            sums: .init(sums), rows: sums?.rows ?? 0, masks: .init(masks), recurrentPanels: recurrentPanels)
    }
}
