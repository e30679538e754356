import CKernels

extension Kernels {
    /// One time step forward, see `gru_forward` in the C header.
    struct GRUForwardStep {
        var gates: Matrix
        var output: Matrix
        var previousOutput: Matrix?
        var initialOutput: Matrix?
        var recurrentBias: UnsafePointer<Float>
        var recurrentPanels: UnsafePointer<Float>
    }

    func gruForward(_ step: GRUForwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_gru_forward_step(
            gates: step.gates.base, gates_stride: step.gates.stride,
            output: step.output.base, output_stride: step.output.stride,
            previous_output: step.previousOutput?.base, previous_output_stride: step.previousOutput?.stride ?? 0,
            previous_rows: step.previousOutput?.rows ?? 0,
            initial_output: step.initialOutput?.base, initial_output_stride: step.initialOutput?.stride ?? 0,
            recurrent_bias: step.recurrentBias, recurrent_panels: step.recurrentPanels, hidden: step.output.columns)
        table.pointee.gru_forward(&c, block, rows.lowerBound, rows.upperBound)
    }

    /// One time step backward, see `gru_backward` in the C header.
    struct GRUBackwardStep {
        var gates: Matrix
        var previousOutput: Matrix?
        var initialOutput: Matrix?
        var outputGradient: Matrix
        var nextGates: Matrix?
        var carriedGradient: Matrix
        var recurrentPanels: UnsafePointer<Float>
    }

    func gruBackward(_ step: GRUBackwardStep, block: Int, rows: Range<Int>) {
        var c = seq2seq_gru_backward_step(
            gates: step.gates.base, gates_stride: step.gates.stride,
            previous_output: step.previousOutput?.base, previous_output_stride: step.previousOutput?.stride ?? 0,
            previous_rows: step.previousOutput?.rows ?? 0,
            initial_output: step.initialOutput?.base, initial_output_stride: step.initialOutput?.stride ?? 0,
            output_gradient: step.outputGradient.base, output_gradient_stride: step.outputGradient.stride,
            next_gates: step.nextGates?.base, next_gates_stride: step.nextGates?.stride ?? 0,
            next_rows: step.nextGates?.rows ?? 0,
            carried_gradient: step.carriedGradient.base, carried_gradient_stride: step.carriedGradient.stride,
            recurrent_panels: step.recurrentPanels, hidden: step.carriedGradient.columns)
        table.pointee.gru_backward(&c, block, rows.lowerBound, rows.upperBound)
    }
}
