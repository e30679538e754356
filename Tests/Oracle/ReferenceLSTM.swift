import Foundation

/// One direction of one LSTM layer on one row, gate order i, f, g, o, in double precision.
package struct ReferenceLSTM {
    /// `[4 hidden, input]`
    package var input: DoubleMatrix
    /// `[4 hidden, hidden]`
    package var recurrent: DoubleMatrix
    /// `[4 hidden]`
    package var bias: DoubleMatrix
    /// `[hidden]`: what the hidden state is multiplied by where it meets the recurrent weights; nil for ones.
    package var recurrentMask: [Double]?

    package init(input: DoubleMatrix, recurrent: DoubleMatrix, bias: DoubleMatrix, recurrentMask: [Double]? = nil) {
        self.input = input
        self.recurrent = recurrent
        self.bias = bias
        self.recurrentMask = recurrentMask
    }

    /// The hidden and the cell state of a row.
    package struct State: Equatable {
        package var hidden: [Double]
        package var cell: [Double]

        package init(hidden: [Double], cell: [Double]) {
            self.hidden = hidden
            self.cell = cell
        }

        package static func zeros(_ size: Int) -> State {
            State(hidden: [Double](repeating: 0, count: size), cell: [Double](repeating: 0, count: size))
        }
    }

    package var hiddenSize: Int { recurrent.columns }

    /// `c = f * c' + i * g`, `h = o * tanh(c)`.
    package func step(_ x: [Double], from state: State) -> State {
        let size = hiddenSize
        let read = recurrentMask.map { zip(state.hidden, $0).map { $0 * $1 } } ?? state.hidden
        let gates = (0..<4 * size).map { gate in
            var sum = bias.elements[gate]
            for k in x.indices { sum += input[gate, k] * x[k] }
            for k in 0..<size { sum += recurrent[gate, k] * read[k] }
            return sum
        }
        var next = state
        for unit in 0..<size {
            let (i, f) = (Self.sigmoid(gates[unit]), Self.sigmoid(gates[size + unit]))
            let (g, o) = (tanh(gates[2 * size + unit]), Self.sigmoid(gates[3 * size + unit]))
            next.cell[unit] = f * state.cell[unit] + i * g
            next.hidden[unit] = o * tanh(next.cell[unit])
        }
        return next
    }

    /// The output of every step in the row's order, and the state after the last step that was taken.
    package func run(
        _ inputs: [[Double]], from initial: State, isReversed: Bool = false
    ) -> (outputs: [[Double]], final: State) {
        var state = initial
        var outputs: [[Double]] = []
        for x in isReversed ? inputs.reversed() : inputs {
            state = step(x, from: state)
            outputs.append(state.hidden)
        }
        return (isReversed ? outputs.reversed() : outputs, state)
    }

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
