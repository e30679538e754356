import Seq2SeqTensors

extension Sequential {
    static let rowsAtOnce = 1024

    /// What the model makes of inputs; sequences keep their mask.
    ///
    /// - Throws: how the inputs differ from the model's input shape.
    public func predict(_ x: Examples, on workspace: Workspace = Workspace()) throws(SequentialError) -> Examples {
        try x.check()
        var outputs: Examples?
        for start in stride(from: 0, to: max(x.count, 1), by: Self.rowsAtOnce) {
            let part =
                x.count <= Self.rowsAtOnce
                ? x : x.selecting(Array(start..<min(start + Self.rowsAtOnce, x.count)))
            let result = try predict(part, wantsFinalStates: false, on: workspace).outputs
            outputs = outputs?.appending(result) ?? result
        }
        guard let outputs else { throw .noExamples }
        return outputs
    }

    /// What the model makes of inputs, and the states that its recurrent layers end with: Keras's `return_state`. A
    /// long sequence can so be read piece by piece.
    ///
    /// - Parameter states: what each recurrent layer begins with, in the order of the layers; zeros if nil. See
    ///   `Examples.starting(from:)`.
    /// - Returns: the outputs, and for each recurrent layer, in their order, the state after each row's own last step
    ///   (of a direction that reads backwards, after its first). A row without a step keeps the state that it began
    ///   with.
    /// - Throws: how inputs or states differ from what the model reads.
    public func predict(
        _ x: Examples, from states: [RecurrentState]?, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> (outputs: Examples, states: [RecurrentState]) {
        let x = states.map(x.starting(from:)) ?? x
        try x.check()
        return try predict(x, wantsFinalStates: true, on: workspace)
    }

    private func predict(
        _ x: Examples, wantsFinalStates: Bool, on workspace: Workspace
    ) throws(SequentialError) -> (outputs: Examples, states: [RecurrentState]) {
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        var pass = SequentialPass()
        pass.wantsFinalStates = wantsFinalStates
        let signal = try self(x, &pass, on: &tape)
        return (signal.examples(on: &tape), pass.final)
    }
}
