import Seq2SeqLayers
import Seq2SeqRandomness
import Seq2SeqSettings
import Seq2SeqTensors

/// An encoder LSTM whose final state seeds a decoder LSTM (Sutskever et al. 2014), on vectors of real numbers:
/// sequences of one length become sequences of another.
///
/// The decoder's first step reads a zero vector, every further one what was written before it: the target in training
/// (teacher forcing), its own output when it predicts. It is a value: a copy is a snapshot of the weights.
///
/// ```swift
/// var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 24)
/// try model.fit(.sequences(x), .sequences(y), optimizer: Optimizer(.adam, learningRate: 0.02), epochs: 60)
/// let answer = try model.predict(.sequences(x), steps: 5).sequences
/// ```
public struct ContinuousEncoderDecoder: Sendable {
    /// Size of the vectors that are read.
    public let inputSize: Int
    /// Size of the vectors that are written.
    public let outputSize: Int
    /// Every weight.
    public var parameters: ParameterStore

    private let encoder: LSTMStack
    private let decoder: LSTMStack
    private let output: Linear

    /// Size of each layer's state.
    public var hidden: Int { encoder.hiddenSize }
    /// LSTM layers of the encoder and of the decoder.
    public var layers: Int { encoder.layerCount }

    /// A model with random weights.
    public init(inputSize: Int, outputSize: Int, hidden: Int, layers: Int = 1, seed: UInt64 = 1) {
        self.init(declaringInputSize: inputSize, outputSize: outputSize, hidden: hidden, layers: layers)
        var random = RandomSource(seed: seed)
        parameters.start(using: &random)
    }

    /// A model that has the shapes of its weights but neither values nor memory for them.
    init(declaringInputSize inputSize: Int, outputSize: Int, hidden: Int, layers: Int) {
        require(
            inputSize > 0 && outputSize > 0 && hidden > 0,
            "Sizes must be positive, but are \(inputSize), \(outputSize) and \(hidden)")
        var parameters = ParameterStore()
        encoder = LSTMStack(
            "encoder", inputSize: inputSize, hiddenSize: hidden, layerCount: layers, in: &parameters)
        decoder = LSTMStack(
            "decoder", inputSize: outputSize, hiddenSize: hidden, layerCount: layers, in: &parameters)
        output = Linear("output", inputSize: hidden, outputSize: outputSize, in: &parameters)
        self.inputSize = inputSize
        self.outputSize = outputSize
        self.parameters = parameters
    }

    /// The vectors that the model writes when each row writes for so many steps, each reading its own last output.
    ///
    /// - Parameters:
    ///   - x: sequences, `[batch, time, input]`, without states.
    ///   - steps: how many steps each row writes.
    ///   - workspace: where to compute.
    /// - Returns: sequences, `[batch, steps, output]`.
    /// - Throws: how the inputs differ from what the model reads.
    public func predict(
        _ x: Examples, steps: Int, on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> Examples {
        require(steps > 0, "A prediction has at least one step, but \(steps) were asked for")
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let batch = try checked(x)
        var states = encoded(batch, rows: Array(0..<batch.batch), on: &tape)
        var written = tape.zeros(rows: batch.batch, columns: outputSize)
        var sequences = [[[Float]]](repeating: [], count: batch.batch)
        let layout = PackedLayout(activeRows: [batch.batch])
        for _ in 0..<steps {
            let (outputs, next) = decoder(written, layout: layout, initial: states, on: &tape)
            written = output(outputs, on: &tape)
            states = next
            for (row, vector) in written.value.rowArrays.enumerated() { sequences[row].append(vector) }
        }
        return .sequences(sequences)
    }

    private func checked(_ x: Examples) throws(SequentialError) -> PaddedBatch {
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        guard x.states == nil else {
            throw .states(expected: "no state, as the encoder begins with zeros", found: "one")
        }
        guard let batch = x.padded, batch.features == inputSize || batch.lengths.allSatisfy({ $0 == 0 }) else {
            throw .data(expected: "\(LayerShape.sequences(inputSize))", found: x.shape)
        }
        return batch
    }

    /// For each layer the encoder's state after the last step of each row; zeros for a row without a step.
    private func encoded(_ batch: PaddedBatch, rows: [Int], on tape: inout Tape) -> [LSTMState] {
        let layout = SequenceLayout(batch.mask)
        guard layout.count > 0 else {
            return (0..<layers).map { _ in
                LSTMState(
                    hidden: tape.zeros(rows: rows.count, columns: hidden),
                    cell: tape.zeros(rows: rows.count, columns: hidden))
            }
        }
        let input = tape.constant(layout.pack(batch), rows: layout.count, columns: inputSize)
        let final = encoder(input, layout: layout.packed, initial: nil, on: &tape).final
        let packedRows = rows.map { layout.packedRows[$0] }
        var states: [LSTMState] = []
        for state in final {
            states.append(
                LSTMState(
                    hidden: tape.select(packedRows, of: state.hidden), cell: tape.select(packedRows, of: state.cell)))
        }
        return states
    }
}

extension ContinuousEncoderDecoder: SequenceModel {
    /// How `fit` asks the model for its outputs, under teacher forcing.
    public var forward: SequenceForward {
        SequenceForward { x, targets, _, tape throws(SequentialError) in
            try teacherForced(x, targets, on: &tape)
        }
    }

    /// The outputs under teacher forcing, one for each step of the targets: `[batch, target time, output]`.
    ///
    /// - Parameters:
    ///   - x: sequences, `[batch, time, input]`, without states.
    ///   - targets: sequences, `[batch, target time, output]`; each step reads the one before it.
    /// - Throws: how inputs or targets differ from what the model reads and writes.
    private func teacherForced(
        _ x: Examples, _ targets: Examples, on tape: inout Tape
    ) throws(SequentialError) -> Signal {
        let batch = try checked(x)
        try targets.check()
        guard let target = targets.padded, target.batch == batch.batch else {
            throw .targets(expected: "sequences of \(outputSize) features", found: targets.shape)
        }
        let layout = SequenceLayout(target.mask)
        guard target.features == outputSize || layout.count == 0 else {
            throw .targets(expected: "sequences of \(outputSize) features", found: targets.shape)
        }
        guard layout.count > 0 else {
            return Signal(tape.zeros(rows: 0, columns: outputSize), .sequences(layout))
        }
        let states = encoded(batch, rows: layout.order, on: &tape)
        let zeros = [Float](repeating: 0, count: outputSize)
        let read = layout.steps.flatMap { step in
            step.index == 0 ? zeros[...] : target[step.row, layout.positions[step.row][step.index - 1]]
        }
        let input = tape.constant(read, rows: layout.count, columns: outputSize)
        let outputs = decoder(input, layout: layout.packed, initial: states, on: &tape).outputs
        return Signal(output(outputs, on: &tape), .sequences(layout))
    }
}

extension ContinuousEncoderDecoder {
    /// The weights in the order and the shapes of a Keras model of an encoder, a decoder and a dense layer; see
    /// `Sequential.kerasWeights`.
    public var kerasWeights: [[Float]] { parameters.keras { parameters[$0] } }

    /// Takes over the weights of such a Keras model, each flattened.
    ///
    /// - Throws: if they are not as many, or one is of another size.
    public mutating func setKerasWeights(_ weights: [[Float]]) throws(SequentialError) {
        try parameters.setKeras(weights)
    }

    /// Gradients in the order and the shapes of Keras's weights.
    public func kerasGradients(_ gradients: Gradients) -> [[Float]] { parameters.keras { gradients[$0] } }
}
