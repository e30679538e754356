import Seq2SeqTensors

/// A conditional random field over the tags of a sequence, the last layer of a tagger (Lample et al. 2016, section 2.2).
///
/// It reads how well each tag goes with each step, `[batch, time, tags]`, and knows how well each tag goes with the one
/// after it, with the start and with the end of a row. What it gives, `[batch, time, tags]`, is 1 for each tag of the
/// best path (Viterbi 1967) and 0 for the others, so `argmax` is that path. Its loss is `.conditionalRandomField`: the
/// negative log likelihood of the whole path, over the steps that are there. A masked step is not there: the tags on
/// either side of it follow each other.
///
/// ```swift
/// var model = try Sequential(input: .tokens()) {
///     Embedding(6, 8)
///     Bidirectional(LSTM(8, returnSequences: true))
///     Dense(3)
///     CRF()
/// }
/// try model.fit(.tokens(x), .tokens(y), loss: .conditionalRandomField, metrics: [.accuracy], epochs: 5)
/// let tags = try model.predict(.tokens(x)).argmax
/// ```
public struct CRF: Sendable, Hashable, Codable {
    /// A layer with as many tags as its input has features.
    public init() {}
}

extension CRF: LayerSpecification {
    package static var kind: String { "crf" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        _ = try sequence(name, input)
        return input
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        // The names and the start of pytorch-crf.
        let tags = input.features
        let start = parameters.declare("\(name).start_transitions", shape: [tags], initializer: .uniform(0.1))
        let end = parameters.declare("\(name).end_transitions", shape: [tags], initializer: .uniform(0.1))
        return DeclaredCRF(
            weights: LinearChainWeights(
                start: start, end: end,
                transitions: parameters.declare(
                    "\(name).transitions", shape: [tags, tags], initializer: .uniform(0.1))))
    }
}

private struct DeclaredCRF: DeclaredLayer {
    let weights: LinearChainWeights

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        Signal(input.value(on: &tape), input.rows, chain: weights)
    }
}
