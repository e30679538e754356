import Seq2SeqTensors

/// Each step becomes the mean of its row's steps, weighted by how well they go with it: attention whose queries, keys
/// and values are the same. It keeps the shape, `[batch, time, features]`.
///
/// It is Keras's `Attention()([x, x])` with the score `dot`, and its `AdditiveAttention()([x, x])` with `additive`. A
/// step attends to the steps of its own row that are there, so padding never counts.
///
/// ```swift
/// let model = try Sequential(input: .sequences(1)) {
///     Bidirectional(LSTM(8, returnSequences: true))
///     SelfAttention(.additive)
///     GlobalAveragePooling1D()
///     Dense(1)
/// }
/// ```
public struct SelfAttention: Sendable, Hashable, Codable {
    /// How well two steps `x` and `y` go together.
    public enum Score: String, Sendable, Hashable, Codable, CaseIterable {
        /// `x * y` (Luong et al. 2015, eq. 7).
        case dot
        /// `v * tanh(x + y)` with a trained `v` (Bahdanau et al. 2015, appendix A.1.2, without its two matrices).
        case additive
    }

    /// How well two steps go together.
    public var score: Score
    /// Whether a step attends to itself and those before it alone.
    public var isCausal: Bool

    /// A layer with this score.
    public init(_ score: Score = .dot, isCausal: Bool = false) {
        self.score = score
        self.isCausal = isCausal
    }
}

extension SelfAttention: LayerSpecification {
    package static var kind: String { "self_attention" }

    package func outputShape(_ name: String, of input: LayerShape) throws(SequentialError) -> LayerShape {
        _ = try sequence(name, input)
        return input
    }

    package func declared(
        _ name: String, input: LayerShape, in parameters: inout ParameterStore
    ) -> any DeclaredLayer {
        let energy =
            score == .dot
            ? nil
            : parameters.declare(
                "\(name).energy.weight", shape: [1, input.features], initializer: .glorot(gates: 1))
        return DeclaredSelfAttention(energy: energy, isCausal: isCausal)
    }
}

private struct DeclaredSelfAttention: DeclaredLayer {
    /// `v [1, features]`; nil for the score `dot`.
    let energy: Parameter?
    let isCausal: Bool

    var keepsSteps: Bool { true }

    func callAsFunction(_ input: Signal, _ pass: inout SequentialPass, on tape: inout Tape) -> Signal {
        let layout = input.layout
        var x = input.value(on: &tape)
        // Inputs have no gradient, but a trained score needs theirs on the way to its own.
        if energy != nil { x = tape.select(Array(0..<x.rows), of: x) }
        let steps = layout.steps
        let spans = AttentionSpans(
            positions: layout.packedSequences.map { $0.map(Int32.init) },
            sources: steps.map(\.row), counts: isCausal ? steps.map { $0.index + 1 } : nil)
        let output = tape.variable(rows: x.rows, columns: x.columns)
        tape.attention(
            x, keys: x, values: x, weights: tape.attentionWeights(over: spans, areRead: false),
            score: energy.map { .additive(energy: $0) } ?? .dot, into: output)
        return Signal(output, input.rows)
    }
}
