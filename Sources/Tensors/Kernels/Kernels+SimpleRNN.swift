import CSeq2SeqKernels

extension Kernels {
    /// One time step forward, see `simple_rnn_forward` in the C header.
    struct SimpleRNNForwardStep {
        var sums: Matrix
        var output: Matrix
        var previousOutput: Matrix?
        var initialOutput: Matrix?
        var maskedOutput: Matrix?
        var masks: RowMasks?
        /// Nil if the sums have the recurrent product already.
        var recurrentPanels: UnsafePointer<Float>?
    }

    func simpleRNNForward(_ step: SimpleRNNForwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_simple_rnn_forward_step(
            sums: step.sums.base, sums_stride: step.sums.stride,
            output: step.output.base, output_stride: step.output.stride,
            previous_output: step.previousOutput?.base, previous_output_stride: step.previousOutput?.stride ?? 0,
            previous_rows: step.previousOutput?.rows ?? 0,
            initial_output: step.initialOutput?.base, initial_output_stride: step.initialOutput?.stride ?? 0,
            masked_output: step.maskedOutput?.base, masked_output_stride: step.maskedOutput?.stride ?? 0,
            masks: seq2seq_row_masks(step.masks), recurrent_panels: step.recurrentPanels, hidden: step.output.columns)
        table.pointee.simple_rnn_forward(&c, block, rows.lowerBound, rows.upperBound)
    }

    /// One time step backward, see `simple_rnn_backward` in the C header.
    struct SimpleRNNBackwardStep {
        var sums: Matrix
        var output: Matrix
        var outputGradient: Matrix
        var nextSums: Matrix?
        var finalGradient: Matrix?
        var masks: RowMasks?
        var recurrentPanels: UnsafePointer<Float>
    }

    func simpleRNNBackward(_ step: SimpleRNNBackwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_simple_rnn_backward_step(
            sums: step.sums.base, sums_stride: step.sums.stride,
            output: step.output.base, output_stride: step.output.stride,
            output_gradient: step.outputGradient.base, output_gradient_stride: step.outputGradient.stride,
            next_sums: step.nextSums?.base, next_sums_stride: step.nextSums?.stride ?? 0,
            next_rows: step.nextSums?.rows ?? 0,
            final_gradient: step.finalGradient?.base, final_gradient_stride: step.finalGradient?.stride ?? 0,
            masks: seq2seq_row_masks(step.masks), recurrent_panels: step.recurrentPanels, hidden: step.output.columns)
        table.pointee.simple_rnn_backward(&c, block, rows.lowerBound, rows.upperBound)
    }
}
