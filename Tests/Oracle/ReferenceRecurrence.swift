import Foundation

/// One direction of a layer whose state is its output, on one row, in double precision.
package protocol ReferenceRecurrence {
    /// What the state is multiplied by where it meets the recurrent weights, `[hidden]`.
    var recurrentMask: [Double]? { get }

    /// The next state.
    func step(_ x: [Double], from state: [Double]) -> [Double]
}

extension ReferenceRecurrence {
    /// The state as the recurrent weights meet it.
    func masked(_ state: [Double]) -> [Double] {
        recurrentMask.map { zip(state, $0).map(*) } ?? state
    }

    /// The output of every step in the row's order, and the state after the last step that was taken.
    package func run(
        _ inputs: [[Double]], from initial: [Double], isReversed: Bool = false
    ) -> (outputs: [[Double]], final: [Double]) {
        var state = initial
        var outputs: [[Double]] = []
        for x in isReversed ? inputs.reversed() : inputs {
            state = step(x, from: state)
            outputs.append(state)
        }
        return (isReversed ? outputs.reversed() : outputs, state)
    }
}

/// A GRU, gate order r, z, n, the reset gate after the recurrent product.
package struct ReferenceGRU: ReferenceRecurrence {
    /// `[3 hidden, input]`
    package var input: DoubleMatrix
    /// `[3 hidden, hidden]`
    package var recurrent: DoubleMatrix
    /// `[3 hidden]`
    package var inputBias: DoubleMatrix
    /// `[3 hidden]`
    package var recurrentBias: DoubleMatrix
    /// What the state is multiplied by where it meets the recurrent weights, `[hidden]`.
    package var recurrentMask: [Double]?

    package init(
        input: DoubleMatrix, recurrent: DoubleMatrix, inputBias: DoubleMatrix, recurrentBias: DoubleMatrix,
        recurrentMask: [Double]? = nil
    ) {
        self.input = input
        self.recurrent = recurrent
        self.inputBias = inputBias
        self.recurrentBias = recurrentBias
        self.recurrentMask = recurrentMask
    }

    /// `n = tanh(W x + b + r * (U h' + c))`, `h = (1 - z) * n + z * h'`.
    package func step(_ x: [Double], from state: [Double]) -> [Double] {
        let size = recurrent.columns
        let met = masked(state)
        func ofInput(_ row: Int) -> Double {
            input.dot(row: row, x, from: inputBias.elements[row])
        }
        func ofState(_ row: Int) -> Double {
            recurrent.dot(row: row, met, from: recurrentBias.elements[row])
        }
        return (0..<size).map { unit in
            let r = 1 / (1 + exp(-ofInput(unit) - ofState(unit)))
            let z = 1 / (1 + exp(-ofInput(size + unit) - ofState(size + unit)))
            let n = tanh(ofInput(2 * size + unit) + r * ofState(2 * size + unit))
            return (1 - z) * n + z * state[unit]
        }
    }
}

/// A simple recurrent layer.
package struct ReferenceSimpleRNN: ReferenceRecurrence {
    /// `[hidden, input]`
    package var input: DoubleMatrix
    /// `[hidden, hidden]`
    package var recurrent: DoubleMatrix
    /// `[hidden]`
    package var bias: DoubleMatrix
    /// What the state is multiplied by where it meets the recurrent weights, `[hidden]`.
    package var recurrentMask: [Double]?

    package init(
        input: DoubleMatrix, recurrent: DoubleMatrix, bias: DoubleMatrix, recurrentMask: [Double]? = nil
    ) {
        self.input = input
        self.recurrent = recurrent
        self.bias = bias
        self.recurrentMask = recurrentMask
    }

    /// `h = tanh(W x + U h' + b)`.
    package func step(_ x: [Double], from state: [Double]) -> [Double] {
        let met = masked(state)
        return (0..<recurrent.columns).map { unit in
            tanh(recurrent.dot(row: unit, met, from: input.dot(row: unit, x, from: bias.elements[unit])))
        }
    }
}

extension DoubleMatrix {
    /// A row times a vector, added to a start.
    fileprivate func dot(row: Int, _ vector: [Double], from start: Double) -> Double {
        var sum = start
        for (index, value) in vector.enumerated() { sum += elements[row * columns + index] * value }
        return sum
    }
}
