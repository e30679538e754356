import Tensors

/// A layer that knows the weights it has in a store.
package protocol DeclaredLayer: Sendable {
    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal
}
