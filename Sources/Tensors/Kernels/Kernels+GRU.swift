import CSeq2SeqKernels

extension Kernels {
    /// One time step forward, see `gru_forward` in the C header.
    struct GRUForwardStep {
        var gates: Matrix
        var output: Matrix
        /// What the recurrent product reads, under the masks.
        var previousOutput: Matrix?
        var previousState: Matrix?
        /// What the recurrent product reads, under the masks.
        var initialOutput: Matrix?
        var initialState: Matrix?
        var maskedOutput: Matrix?
        var masks: RowMasks?
        var recurrentBias: UnsafePointer<Float>
        /// Nil if the gates have the recurrent product already.
        var recurrentPanels: UnsafePointer<Float>?
    }

    func gruForward(_ step: GRUForwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_gru_forward_step(
            gates: step.gates.base, gates_stride: step.gates.stride,
            output: step.output.base, output_stride: step.output.stride,
            previous_output: step.previousOutput?.base, previous_output_stride: step.previousOutput?.stride ?? 0,
            previous_state: step.previousState?.base, previous_state_stride: step.previousState?.stride ?? 0,
            previous_rows: step.previousOutput?.rows ?? 0,
            initial_output: step.initialOutput?.base, initial_output_stride: step.initialOutput?.stride ?? 0,
            initial_state: step.initialState?.base, initial_state_stride: step.initialState?.stride ?? 0,
            masked_output: step.maskedOutput?.base, masked_output_stride: step.maskedOutput?.stride ?? 0,
            masks: seq2seq_row_masks(step.masks),
            recurrent_bias: step.recurrentBias, recurrent_panels: step.recurrentPanels, hidden: step.output.columns)
        table.pointee.gru_forward(&c, block, rows.lowerBound, rows.upperBound)
    }

    /// One time step backward, see `gru_backward` in the C header.
    struct GRUBackwardStep {
        var gates: Matrix
        var previousState: Matrix?
        var initialState: Matrix?
        var outputGradient: Matrix
        var nextGates: Matrix?
        var carriedGradient: Matrix
        var masks: RowMasks?
        var recurrentPanels: UnsafePointer<Float>
    }

    func gruBackward(_ step: GRUBackwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_gru_backward_step(
            gates: step.gates.base, gates_stride: step.gates.stride,
            previous_state: step.previousState?.base, previous_state_stride: step.previousState?.stride ?? 0,
            previous_rows: step.previousState?.rows ?? 0,
            initial_state: step.initialState?.base, initial_state_stride: step.initialState?.stride ?? 0,
            output_gradient: step.outputGradient.base, output_gradient_stride: step.outputGradient.stride,
            next_gates: step.nextGates?.base, next_gates_stride: step.nextGates?.stride ?? 0,
            next_rows: step.nextGates?.rows ?? 0,
            carried_gradient: step.carriedGradient.base, carried_gradient_stride: step.carriedGradient.stride,
            masks: seq2seq_row_masks(step.masks), recurrent_panels: step.recurrentPanels,
            hidden: step.carriedGradient.columns)
        table.pointee.gru_backward(&c, block, rows.lowerBound, rows.upperBound)
    }
}
