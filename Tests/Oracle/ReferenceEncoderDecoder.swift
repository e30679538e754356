import Foundation
import Tensors

/// The encoder-decoder, written from its formulas alone, for one pair at a time and in double precision.
package struct ReferenceEncoderDecoder {
    /// What the model is made of.
    package struct Options: Sendable {
        package var layers = 1
        package var isBidirectional = false
        package var hasDenseBridge = false
        package var reversesSource = false

        package init() {}
    }

    package let options: Options
    /// Every weight under its name in a model file.
    package var weights: [String: DoubleMatrix]

    package init(_ parameters: ParameterStore, options: Options) {
        self.options = options
        weights = [:]
        for name in parameters.names {
            weights[name] = parameters.parameter(named: name).map { DoubleMatrix($0, of: parameters) }
        }
    }

    /// The logits of every target position.
    ///
    /// - Parameters:
    ///   - source: ids without begin and end tokens.
    ///   - targetInput: the begin token, then the target.
    package func logits(source: [Int32], targetInput: [Int32]) -> DoubleMatrix {
        let source = options.reversesSource ? source.reversed() : source
        var states = encode(source.map { weight("source_embedding.weight").row(Int($0)) })
        var outputs = targetInput.map { weight("target_embedding.weight").row(Int($0)) }
        if options.hasDenseBridge { states = bridged(states) }
        for layer in 0..<options.layers {
            outputs = lstm("decoder", "l\(layer)").run(outputs, from: states[layer]).outputs
        }
        let hidden = DoubleMatrix(rows: outputs.count, columns: outputs[0].count, elements: outputs.flatMap { $0 })
        return hidden.product(transposed: weight("output.weight")).adding(toEveryRow: weight("output.bias"))
    }

    /// The sum over the target and the end token, in nats.
    package func loss(source: [Int32], targetInput: [Int32], targetOutput: [Int32]) -> Double {
        ReferenceSoftmax.losses(logits(source: source, targetInput: targetInput), targets: targetOutput).reduce(0, +)
    }

    /// Each layer's final state, the directions side by side.
    private func encode(_ embedded: [[Double]]) -> [ReferenceLSTM.State] {
        var inputs = embedded
        return (0..<options.layers).map { layer in
            let forward = lstm("encoder", "l\(layer)")
            let ahead = forward.run(inputs, from: .zeros(forward.hiddenSize))
            guard options.isBidirectional else {
                inputs = ahead.outputs
                return ahead.final
            }
            let backward = lstm("encoder", "l\(layer)_reverse")
            let back = backward.run(inputs, from: .zeros(backward.hiddenSize), isReversed: true)
            inputs = zip(ahead.outputs, back.outputs).map { $0 + $1 }
            return ReferenceLSTM.State(
                hidden: ahead.final.hidden + back.final.hidden, cell: ahead.final.cell + back.final.cell)
        }
    }

    private func bridged(_ states: [ReferenceLSTM.State]) -> [ReferenceLSTM.State] {
        states.enumerated().map { layer, state in
            ReferenceLSTM.State(
                hidden: dense("bridge.hidden_l\(layer)", state.hidden).map { tanh($0) },
                cell: dense("bridge.cell_l\(layer)", state.cell).map { tanh($0) })
        }
    }

    private func dense(_ name: String, _ x: [Double]) -> [Double] {
        DoubleMatrix(rows: 1, columns: x.count, elements: x).product(transposed: weight("\(name).weight"))
            .adding(toEveryRow: weight("\(name).bias")).elements
    }

    private func lstm(_ name: String, _ suffix: String) -> ReferenceLSTM {
        ReferenceLSTM(
            input: weight("\(name).weight_ih_\(suffix)"), recurrent: weight("\(name).weight_hh_\(suffix)"),
            bias: weight("\(name).bias_ih_\(suffix)"))
    }

    private func weight(_ name: String) -> DoubleMatrix {
        guard let weight = weights[name] else { preconditionFailure("The model has no weight '\(name)'") }
        return weight
    }
}
