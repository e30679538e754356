import Seq2SeqLayers
import Seq2SeqTensors

/// What the decoder's first state is made of.
public struct Bridge: Sendable {
    /// How the encoder's final state becomes the decoder's first.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The encoder's final state as it is.
        case copy
        /// A trained layer for each state of each layer: `tanh(W s + b)`.
        case dense
    }

    /// What each kind is trained on.
    private enum Layers: Sendable {
        case copy
        /// For the hidden and the cell state that each layer of the decoder starts from; none for cells without one.
        case dense(hidden: [Linear], cell: [Linear])
    }

    private let layers: Layers

    init(
        _ kind: Kind, hiddenSize: Int, layerCount: Int, hasCell: Bool = true, in parameters: inout ParameterStore
    ) {
        switch kind {
        case .copy: self.layers = .copy
        case .dense:
            var layers: (hidden: [Linear], cell: [Linear]) = ([], [])
            for layer in 0..<layerCount {
                layers.hidden.append(
                    Linear(
                        "bridge.hidden_l\(layer)", inputSize: hiddenSize, outputSize: hiddenSize, in: &parameters))
                guard hasCell else { continue }
                layers.cell.append(
                    Linear(
                        "bridge.cell_l\(layer)", inputSize: hiddenSize, outputSize: hiddenSize, in: &parameters))
            }
            self.layers = .dense(hidden: layers.hidden, cell: layers.cell)
        }
    }

    /// The decoder's first states, for each of its layers `[batch, hidden]`, from those of the encoder's final ones
    /// that seed them.
    func callAsFunction(_ states: [LSTMState], on tape: inout Tape) -> [LSTMState] {
        guard case .dense(let hidden, let cell) = layers else { return states }
        var bridged: [LSTMState] = []
        for (layer, state) in states.enumerated() {
            let projectedHidden = hidden[layer](state.hidden, on: &tape)
            if cell.isEmpty {
                bridged.append(LSTMState(hiddenAlone: tape.tanh(projectedHidden)))
                continue
            }
            let projectedCell = cell[layer](state.cell, on: &tape)
            bridged.append(LSTMState(hidden: tape.tanh(projectedHidden), cell: tape.tanh(projectedCell)))
        }
        return bridged
    }
}
