import Seq2SeqLayers
import Seq2SeqTensors

/// What the recurrent layers of an encoder-decoder are.
public enum RecurrentCell: String, Sendable, Hashable, Codable, CaseIterable {
    /// Hochreiter and Schmidhuber 1997.
    case lstm
    /// Cho et al. 2014, with the reset gate after the product, as PyTorch and Keras have it.
    case gru
}

/// A stack of layers of either cell, with one kind of state: that of a GRU has no cell, and its hidden state stands in
/// the place of one, which nothing reads.
package enum CellStack: Sendable {
    case lstm(LSTMStack)
    case gru(GRUStack)

    /// Declares a stack.
    init(
        _ cell: RecurrentCell, _ name: String, inputSize: Int, hiddenSize: Int, layerCount: Int,
        isBidirectional: Bool = false, isResidual: Bool, in parameters: inout ParameterStore
    ) {
        switch cell {
        case .lstm:
            self = .lstm(
                LSTMStack(
                    name, inputSize: inputSize, hiddenSize: hiddenSize, layerCount: layerCount,
                    isBidirectional: isBidirectional, isResidual: isResidual, in: &parameters))
        case .gru:
            self = .gru(
                GRUStack(
                    name, inputSize: inputSize, hiddenSize: hiddenSize, layerCount: layerCount,
                    isBidirectional: isBidirectional, isResidual: isResidual, in: &parameters))
        }
    }

    /// Of each layer and direction the weight that meets its states, `[gates * hidden, hidden]`.
    var recurrentWeights: [Parameter] {
        switch self {
        case .lstm(let stack): stack.layers.joined().map(\.recurrent)
        case .gru(let stack): stack.layers.joined().map(\.recurrent)
        }
    }

    /// How many products a layer makes of a state.
    var gateCount: Int {
        switch self {
        case .lstm: 4
        case .gru: 3
        }
    }

    /// Runs the stack over a packed batch, as `RecurrentStack` does.
    func callAsFunction(
        _ input: Variable, layout: PackedLayout, initial: [LSTMState]?, dropout: StackDropout? = nil,
        on tape: inout Tape
    ) -> (outputs: Variable, final: [LSTMState]) {
        switch self {
        case .lstm(let stack): return stack(input, layout: layout, initial: initial, dropout: dropout, on: &tape)
        case .gru(let stack):
            let (outputs, final) = stack.run(
                input, layout: layout, initial: initial?.map { [$0.hidden] }, dropout: dropout, on: &tape)
            return (outputs, final.map { LSTMState(hiddenAlone: $0[0]) })
        }
    }
}

extension LSTMState {
    /// The state of a layer that has no cell.
    init(hiddenAlone hidden: Variable) { self.init(hidden: hidden, cell: hidden) }

    /// Whether one vector stands for both.
    var isHiddenAlone: Bool { hidden.value.base == cell.value.base }

    /// What is made of each vector of the state of such a layer.
    func mapped(_ cell: RecurrentCell, on tape: inout Tape, _ change: (Variable, inout Tape) -> Variable) -> LSTMState {
        let hidden = change(self.hidden, &tape)
        return cell == .gru
            ? LSTMState(hiddenAlone: hidden) : LSTMState(hidden: hidden, cell: change(self.cell, &tape))
    }
}
