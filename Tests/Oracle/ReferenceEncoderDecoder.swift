import Foundation
import Seq2SeqTensors

/// The encoder-decoder, written from its formulas alone, for one pair at a time and in double precision.
package struct ReferenceEncoderDecoder {
    /// What the model is made of.
    package struct Options: Sendable {
        package var encoderLayers = 1
        package var decoderLayers = 1
        /// Whether layers are GRUs; their state has no cell, and the hidden one stands in its place.
        package var isGRU = false
        package var isResidual = false
        package var isBidirectional = false
        package var hasDenseBridge = false
        package var reversesSource = false
        /// `none`, `dot`, `general` or `additive`.
        package var attention = "none"
        package var feedsInput = false
        package var copies = false
        package var covers = false
        package var readsTags = false
        package var readsSecondSource = false
        /// Whether there is a source; without one the decoder starts from zeros.
        package var readsSource = true

        package init() {}
    }

    package let options: Options
    /// Every weight under its name in a model file.
    package var weights: [String: DoubleMatrix]
    /// What vectors are multiplied by at every time step, as variational dropout does (Gal and Ghahramani 2016): by the
    /// name of what they are (`source_embedding`, `output`), of the layer that they enter (`encoder.l1`) or, for hidden
    /// states, of the layer and direction whose recurrent weights they meet (`encoder.recurrent_l0_reverse`).
    package var masks: [String: [Double]] = [:]

    package init(_ parameters: ParameterStore, options: Options) {
        self.options = options
        weights = [:]
        for name in parameters.names {
            weights[name] = parameters.parameter(named: name).map { DoubleMatrix($0, of: parameters) }
        }
    }

    /// What one step of the decoder gives.
    private struct Step {
        let output: [Double]
        /// By the order in which the source is read.
        let attention: [Double]
        /// The probability of generating; 1 if nothing is copied.
        let generated: Double
    }

    /// The logits of every target position; of a model that copies the log probabilities.
    ///
    /// - Parameters:
    ///   - source: ids without begin and end tokens.
    ///   - targetInput: the begin token, then the target.
    ///   - copies: the target's id of each source token.
    ///   - tags: the ids of the source's tags.
    ///   - secondSource: ids of what is read beside the source; may be empty.
    package func logits(
        source: [Int32], targetInput: [Int32], copies: [Int32] = [], tags: [Int32] = [], secondSource: [Int32] = []
    ) -> DoubleMatrix {
        let steps = steps(source: source, targetInput: targetInput, tags: tags, secondSource: secondSource)
        let read = steps.map { masked("output", $0.output) }
        let hidden = DoubleMatrix(rows: read.count, columns: read[0].count, elements: read.flatMap { $0 })
        let output = weights["output.weight"] ?? weight("target_embedding.weight")
        let logits = hidden.product(transposed: output).adding(toEveryRow: weight("output.bias"))
        return options.copies ? mixed(logits, steps, options.reversesSource ? copies.reversed() : copies) : logits
    }

    /// The logarithm of `p softmax + (1 - p) sum of a_i` (See et al. 2017, eq. 9).
    private func mixed(_ logits: DoubleMatrix, _ steps: [Step], _ copies: [Int32]) -> DoubleMatrix {
        let generated = ReferenceSoftmax.logProbabilities(logits)
        let columns = max(logits.columns, Int(copies.max() ?? 0) + 1)
        let rows = steps.enumerated().flatMap { row, step in
            var probabilities = generated.row(row).map { step.generated * exp($0) }
            probabilities += [Double](repeating: 0, count: columns - logits.columns)
            for (id, weight) in zip(copies, step.attention) {
                probabilities[Int(id)] += (1 - step.generated) * weight
            }
            return probabilities.map { log($0) }
        }
        return DoubleMatrix(rows: steps.count, columns: columns, elements: rows)
    }

    /// What attending again to what was attended to costs (See et al. 2017, eq. 12), over all steps.
    package func coverageLoss(source: [Int32], targetInput: [Int32]) -> Double {
        var seen = source.map { _ in 0.0 }
        return steps(source: source, targetInput: targetInput).reduce(0) { sum, step in
            let loss = zip(step.attention, seen).reduce(0) { $0 + min($1.0, $1.1) }
            seen = zip(seen, step.attention).map { $0 + $1 }
            return sum + loss
        }
    }

    /// What stands beside the source: vectors to attend to, and what is read with each token.
    private struct Further {
        /// Of the weights that score.
        let name: String
        let vectors: [[Double]]
        let summary: [Double]
    }

    private func further(tags: [Int32], secondSource: [Int32], size: Int) -> [Further] {
        var further: [Further] = []
        let zeros = [Double](repeating: 0, count: size)
        if options.readsTags {
            let vectors = tags.map { weight("tag_embedding.weight").row(Int($0)) }
            let sum = vectors.reduce(zeros) { sum, tag in zip(sum, tag).map { $0 + $1 } }
            further.append(Further(name: "tag_attention", vectors: vectors, summary: sum))
        }
        if options.readsSecondSource {
            let (vectors, states) =
                secondSource.isEmpty ? ([], []) : encode(secondSource, by: "second_encoder", "second_embedding")
            further.append(
                Further(name: "second_attention", vectors: vectors, summary: states.last?.hidden ?? zeros))
        }
        return further
    }

    private func steps(
        source: [Int32], targetInput: [Int32], tags: [Int32] = [], secondSource: [Int32] = []
    ) -> [Step] {
        let size = (weights["output.weight"] ?? weight("target_embedding.weight")).columns
        let further = further(tags: tags, secondSource: secondSource, size: size)
        var (memory, states) = ([[Double]](), (0..<options.decoderLayers).map { _ in ReferenceLSTM.State.zeros(size) })
        if options.readsSource {
            (memory, states) = encode(source, by: "encoder", "source_embedding")
            states = seeds(states)
        }
        if options.hasDenseBridge { states = bridged(states) }
        var steps: [Step] = []
        var seen = source.map { _ in 0.0 }
        for token in targetInput {
            let table = weight("target_embedding.weight")
            var embedded = masked("target_embedding", table.row(Int(token) < table.rows ? Int(token) : 3))
            for further in further { embedded += further.summary }
            var input = embedded
            if options.feedsInput { input += steps.last?.output ?? [Double](repeating: 0, count: size) }
            for layer in 0..<options.decoderLayers {
                let step = run("decoder", "l\(layer)", [masked("decoder.l\(layer)", input)], from: states[layer])
                (input, states[layer]) = (passed(input, step.outputs[0], layer), step.final)
            }
            steps.append(
                options.attention == "none"
                    ? Step(output: input, attention: [], generated: 1)
                    : attended(input, to: memory, seen: seen, embedded: embedded, beside: further))
            seen = zip(seen, steps[steps.count - 1].attention).map { $0 + $1 }
        }
        return steps
    }

    /// `tanh(W_c [c; h])` with the context `c` of the state `h`, and what decides about copying.
    private func attended(
        _ state: [Double], to memory: [[Double]], seen: [Double], embedded: [Double], beside further: [Further]
    ) -> Step {
        let (context, weights) = context(
            of: state, in: memory, scores: zip(memory, seen).map { score(state, $0, covered: $1) })
        var joined = context + state
        for further in further {
            let scores = further.vectors.map { score(state, $0, by: further.name) }
            joined += self.context(of: state, in: further.vectors, scores: scores).0
        }
        let output = product("attention.combine.weight", joined).map { tanh($0) }
        // Where there is nothing to copy, all is generated.
        let gate = options.copies && !memory.isEmpty ? dense("copy.gate", joined + embedded)[0] : .infinity
        return Step(output: output, attention: weights, generated: 1 / (1 + exp(-gate)))
    }

    /// The mean of vectors weighted by the softmax of their scores, zeros of none, and the weights.
    private func context(
        of state: [Double], in memory: [[Double]], scores: [Double]
    ) -> (context: [Double], weights: [Double]) {
        let largest = scores.max() ?? 0
        let masses = scores.map { exp($0 - largest) }
        let total = masses.reduce(0, +)
        var context = state.map { _ in 0.0 }
        for (mass, value) in zip(masses, memory) {
            context = zip(context, value).map { $0 + mass / total * $1 }
        }
        return (context, masses.map { $0 / total })
    }

    /// A key `k` that has been attended to `c` times is `k + c w` (of See et al. 2017, eq. 11).
    private func score(
        _ state: [Double], _ source: [Double], covered: Double = 0, by name: String = "attention"
    ) -> Double {
        func dot(_ x: [Double], _ y: [Double]) -> Double { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
        func key(_ plain: [Double]) -> [Double] {
            guard options.covers, name == "attention" else { return plain }
            return zip(plain, weight("attention.coverage.weight").elements).map { $0 + covered * $1 }
        }
        switch options.attention {
        case "dot": return dot(state, key(source))
        case "general": return dot(state, key(product("\(name).query.weight", source)))
        default:
            let sum = zip(product("\(name).query.weight", state), key(product("\(name).key.weight", source)))
            return dot(weight("\(name).energy.weight").elements, sum.map { tanh($0 + $1) })
        }
    }

    /// The sum over the target and the end token, in nats.
    package func loss(
        source: [Int32], targetInput: [Int32], targetOutput: [Int32], copies: [Int32] = [], tags: [Int32] = [],
        secondSource: [Int32] = []
    ) -> Double {
        let logits = logits(
            source: source, targetInput: targetInput, copies: copies, tags: tags, secondSource: secondSource)
        return ReferenceSoftmax.losses(logits, targets: targetOutput).reduce(0, +)
    }

    /// The last layer's outputs in the order in which a text is read, and each layer's final state, the directions side by
    /// side.
    private func encode(
        _ ids: [Int32], by name: String, _ embedding: String
    ) -> (outputs: [[Double]], states: [ReferenceLSTM.State]) {
        let read = options.reversesSource ? ids.reversed() : ids
        var inputs = read.map { masked(embedding, weight("source_embedding.weight").row(Int($0))) }
        let states = (0..<options.encoderLayers).map { layer in
            let zeros = ReferenceLSTM.State.zeros(weight("\(name).weight_hh_l\(layer)").columns)
            let below = inputs
            inputs = inputs.map { masked("\(name).l\(layer)", $0) }
            let ahead = run(name, "l\(layer)", inputs, from: zeros)
            guard options.isBidirectional else {
                inputs = zip(below, ahead.outputs).map { passed($0, $1, layer) }
                return ahead.final
            }
            let back = run(name, "l\(layer)_reverse", inputs, from: zeros, isReversed: true)
            inputs = zip(below, zip(ahead.outputs, back.outputs)).map { passed($0, $1.0 + $1.1, layer) }
            return ReferenceLSTM.State(
                hidden: ahead.final.hidden + back.final.hidden, cell: ahead.final.cell + back.final.cell)
        }
        return (inputs, states)
    }

    /// What a layer passes on: its output, and with it what it read, if it is residual.
    private func passed(_ input: [Double], _ output: [Double], _ layer: Int) -> [Double] {
        options.isResidual && layer > 0 ? zip(input, output).map { $0 + $1 } : output
    }

    /// The state that each layer of the decoder starts from: where the encoder is deeper, its highest ones; where it is
    /// shallower, its highest one again and again.
    private func seeds(_ states: [ReferenceLSTM.State]) -> [ReferenceLSTM.State] {
        let highest = states.suffix(options.decoderLayers)
        return highest + (highest.count..<options.decoderLayers).compactMap { _ in states.last }
    }

    private func bridged(_ states: [ReferenceLSTM.State]) -> [ReferenceLSTM.State] {
        states.enumerated().map { layer, state in
            let hidden = dense("bridge.hidden_l\(layer)", state.hidden).map { tanh($0) }
            return ReferenceLSTM.State(
                hidden: hidden,
                cell: options.isGRU ? hidden : dense("bridge.cell_l\(layer)", state.cell).map { tanh($0) })
        }
    }

    private func dense(_ name: String, _ x: [Double]) -> [Double] {
        zip(product("\(name).weight", x), weight("\(name).bias").elements).map { $0 + $1 }
    }

    private func product(_ name: String, _ x: [Double]) -> [Double] {
        DoubleMatrix(rows: 1, columns: x.count, elements: x).product(transposed: weight(name)).elements
    }

    /// Runs one direction of a layer.
    private func run(
        _ name: String, _ suffix: String, _ inputs: [[Double]], from initial: ReferenceLSTM.State,
        isReversed: Bool = false
    ) -> (outputs: [[Double]], final: ReferenceLSTM.State) {
        let (input, recurrent) = (weight("\(name).weight_ih_\(suffix)"), weight("\(name).weight_hh_\(suffix)"))
        let (bias, mask) = (weight("\(name).bias_ih_\(suffix)"), masks["\(name).recurrent_\(suffix)"])
        guard options.isGRU else {
            return ReferenceLSTM(input: input, recurrent: recurrent, bias: bias, recurrentMask: mask)
                .run(inputs, from: initial, isReversed: isReversed)
        }
        let gru = ReferenceGRU(
            input: input, recurrent: recurrent, inputBias: bias, recurrentBias: weight("\(name).bias_hh_\(suffix)"),
            recurrentMask: mask)
        let (outputs, final) = gru.run(inputs, from: initial.hidden, isReversed: isReversed)
        return (outputs, ReferenceLSTM.State(hidden: final, cell: final))
    }

    private func masked(_ name: String, _ x: [Double]) -> [Double] {
        masks[name].map { zip(x, $0).map { $0 * $1 } } ?? x
    }

    private func weight(_ name: String) -> DoubleMatrix {
        guard let weight = weights[name] else { preconditionFailure("The model has no weight '\(name)'") }
        return weight
    }
}
