import CSeq2SeqKernels

extension Kernels {
    /// One time step forward, see `lstm_forward` in the C header.
    struct LSTMForwardStep {
        var gates: Matrix
        var cell: Matrix
        var output: Matrix
        var previousCell: Matrix?
        var previousOutput: Matrix?
        var initialCell: Matrix?
        var initialOutput: Matrix?
        var maskedOutput: Matrix?
        var masks: RowMasks?
        /// Nil if the gates have the recurrent product already.
        var recurrentPanels: UnsafePointer<Float>?
    }

    func lstmForward(_ step: LSTMForwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_lstm_forward_step(
            gates: step.gates.base, gates_stride: step.gates.stride,
            cell: step.cell.base, cell_stride: step.cell.stride,
            output: step.output.base, output_stride: step.output.stride,
            previous_cell: step.previousCell?.base, previous_cell_stride: step.previousCell?.stride ?? 0,
            previous_output: step.previousOutput?.base, previous_output_stride: step.previousOutput?.stride ?? 0,
            previous_rows: step.previousOutput?.rows ?? 0,
            initial_cell: step.initialCell?.base, initial_cell_stride: step.initialCell?.stride ?? 0,
            initial_output: step.initialOutput?.base, initial_output_stride: step.initialOutput?.stride ?? 0,
            masked_output: step.maskedOutput?.base, masked_output_stride: step.maskedOutput?.stride ?? 0,
            masks: seq2seq_row_masks(step.masks), recurrent_panels: step.recurrentPanels, hidden: step.cell.columns)
        table.pointee.lstm_forward(&c, block, rows.lowerBound, rows.upperBound)
    }

    /// One time step backward, see `lstm_backward` in the C header.
    struct LSTMBackwardStep {
        var gates: Matrix
        var cell: Matrix
        var previousCell: Matrix?
        var initialCell: Matrix?
        var outputGradient: Matrix
        var nextGates: Matrix?
        var finalGradient: Matrix?
        var cellGradient: Matrix
        var masks: RowMasks?
        var recurrentPanels: UnsafePointer<Float>
    }

    func lstmBackward(_ step: LSTMBackwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_lstm_backward_step(
            gates: step.gates.base, gates_stride: step.gates.stride,
            cell: step.cell.base, cell_stride: step.cell.stride,
            previous_cell: step.previousCell?.base, previous_cell_stride: step.previousCell?.stride ?? 0,
            previous_rows: step.previousCell?.rows ?? 0,
            initial_cell: step.initialCell?.base, initial_cell_stride: step.initialCell?.stride ?? 0,
            output_gradient: step.outputGradient.base, output_gradient_stride: step.outputGradient.stride,
            next_gates: step.nextGates?.base, next_gates_stride: step.nextGates?.stride ?? 0,
            next_rows: step.nextGates?.rows ?? 0,
            final_gradient: step.finalGradient?.base, final_gradient_stride: step.finalGradient?.stride ?? 0,
            cell_gradient: step.cellGradient.base, cell_gradient_stride: step.cellGradient.stride,
            masks: seq2seq_row_masks(step.masks), recurrent_panels: step.recurrentPanels, hidden: step.cell.columns)
        table.pointee.lstm_backward(&c, block, rows.lowerBound, rows.upperBound)
    }
}
