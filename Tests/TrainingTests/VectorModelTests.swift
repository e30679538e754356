import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// What an encoder-decoder on vectors can have beside two stacks of layers.
@Suite("Training: encoder-decoders on vectors")
struct VectorModelTests {
    private let workspace = Workspace(threads: 1)

    private func bits(_ outputs: [[[Float]]]) -> [[[UInt32]]] { outputs.map { $0.map(\.bits) } }

    /// What the decoder is trained on where it reads nothing but what it wrote is what it writes by itself.
    @Test func fullScheduledSamplingIsPrediction() throws {
        var configuration = VectorVariant.all[0].configuration
        (configuration.dropout, configuration.scheduledSampling) = (0, 1)
        let model = ContinuousEncoderDecoder(configuration, seed: 2)
        let variant = VectorVariant.all[0]
        let steps = 4
        let y = InvariantStack.vectors(variant.rows.map { _ in steps }, features: 2, seed: 8)
        var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
        var pass = SequentialPass(seed: 1, step: 1, ids: Array(y.indices))
        let signal = try model.outputs(for: variant.x(), targets: .sequences(y), &pass, on: &tape)
        let trained = signal.layout.packedSequences.map { rows in
            rows.map { signal.sums.value.rows($0..<$0 + 1).elements.bits }
        }
        #expect(trained == bits(try model.predict(variant.x(), steps: steps).sequences))
    }

    @Test func samplingRisesWithTheSteps() throws {
        let variant = VectorVariant.all[0]
        func outputs(step: Int, _ change: (inout ContinuousEncoderDecoder.Configuration) -> Void) throws -> [UInt32] {
            var configuration = variant.configuration
            configuration.dropout = 0
            change(&configuration)
            let model = ContinuousEncoderDecoder(configuration, seed: 2)
            var tape = Tape(on: workspace, parameters: model.parameters, isRecording: true)
            var pass = SequentialPass(seed: 1, step: step, ids: Array(variant.rows.indices))
            return try model.outputs(for: variant.x(), targets: .sequences(variant.targets), &pass, on: &tape)
                .sums.value.elements.bits
        }
        let forced = try outputs(step: 10) { $0.scheduledSampling = 0 }
        #expect(try outputs(step: 1) { ($0.scheduledSampling, $0.samplingSteps) = (1, 1 << 40) } == forced)
        #expect(try outputs(step: 10) { ($0.scheduledSampling, $0.samplingSteps) = (1, 10) } != forced)
        #expect(
            try outputs(step: 10) { ($0.scheduledSampling, $0.samplingSteps) = (1, 10) }
                == outputs(step: 10) { $0.scheduledSampling = 1 })
    }

    /// A row without a step writes from the state that it was given.
    @Test(arguments: [VectorVariant.all[0], VectorVariant.all[3]])
    func statesToStartFromAreRead(variant: VectorVariant) throws {
        let model = variant.model()
        let rows = variant.rows.count
        let states = (0..<2).map { layer in
            let vectors = InvariantStack.vectors([rows, rows], features: 12, seed: UInt64(20 + layer))
            return RecurrentState(hidden: vectors[0], cell: variant.configuration.cell == .lstm ? vectors[1] : [])
        }
        let begun = variant.x().starting(from: states)
        let (plain, started) = (
            try model.predict(variant.x(), steps: 3, on: workspace).sequences,
            try model.predict(begun, steps: 3, on: workspace).sequences
        )
        for row in 0..<rows { #expect(bits(plain)[row] != bits(started)[row], "row \(row)") }
        for row in 0..<rows {
            let alone = try model.predict(begun.selecting([row]), steps: 3, on: workspace).sequences
            #expect(bits(alone) == [bits(started)[row]], "row \(row)")
        }
        #expect(throws: SequentialError.self) {
            try model.predict(variant.x().starting(from: [states[0]]), steps: 3, on: workspace)
        }
    }

    @Test func attentionOfAForecastSumsUpToOne() throws {
        let variant = VectorVariant.all[0]
        let forecast = try variant.model().forecast(variant.x(), steps: 3, on: workspace)
        for (row, length) in InvariantStack.lengths.enumerated() {
            for weights in forecast.attention[row] {
                #expect(weights.count == length)
                #expect(length == 0 || abs(weights.reduce(0, +) - 1) < 1e-5)
            }
        }
        #expect(forecast.attention.allSatisfy { $0.count == 3 })
        #expect(
            try VectorVariant.all[5].model().forecast(VectorVariant.all[5].x(), steps: 3).attention.isEmpty)
    }

    @Test(arguments: VectorVariant.all)
    func aFileGivesTheModelBack(variant: VectorVariant) throws {
        let model = variant.model()
        let read = try ContinuousEncoderDecoder(data: model.data())
        #expect(
            read.configuration == model.configuration && read.kerasWeights.map(\.bits) == model.kerasWeights.map(\.bits)
        )
        #expect(
            try read.forecast(variant.x(), steps: 4, on: workspace)
                == model.forecast(variant.x(), steps: 4, on: workspace))
    }

    @Test func unitsChangeNothingButUnits() throws {
        let variant = VectorVariant.all[0]
        var model = variant.model()
        #expect(model.configuration.scales.isEmpty)
        try model.rememberScales(of: variant.x(), .sequences(variant.targets))
        let scaled = try ContinuousEncoderDecoder(data: model.data())
        #expect(scaled.configuration.scales == model.configuration.scales && !scaled.configuration.scales.isEmpty)
        // The same data a thousand times as large and moved: what is written is so too.
        func moved(_ rows: [[[Float]]]) -> [[[Float]]] { rows.map { $0.map { $0.map { 1024 * $0 + 4096 } } } }
        let parts = variant.x().parts
        let x = Examples.several([.sequences(moved(variant.rows)), parts[1], parts[2]])
        var other = variant.model()
        try other.rememberScales(of: x, .sequences(moved(variant.targets)))
        let (one, two) = (
            try model.predict(variant.x(), steps: 4, on: workspace).sequences.joined().joined().map { Double($0) },
            try other.predict(x, steps: 4, on: workspace).sequences.joined().flatMap { $0 }
        )
        #expect(relativeError(two, from: one.map { 1024 * $0 + 4096 }) < 1e-5)
        let losses = try [(model, variant.x(), variant.targets), (other, x, moved(variant.targets))].map {
            try $0.evaluate($1, .sequences($2), metrics: [.meanAbsoluteError], on: workspace)
        }
        #expect(abs(losses[0].loss - losses[1].loss) < 1e-4 * losses[0].loss)
        // Metrics are in the units of the data.
        #expect(abs(losses[1].metrics[0] / 1024 - losses[0].metrics[0]) < 1e-3 * losses[0].metrics[0])
    }

    @Test func aResumedFitIsTheSame() throws {
        let variant = VectorVariant.all[2]
        let (x, y) = (variant.x(), Examples.sequences(variant.targets))
        var whole = variant.model()
        let all = try whole.fit(x, y, loss: variant.loss, epochs: 4, batchSize: 2, on: workspace)
        var (parts, optimizer) = (variant.model(), FitDefaults.optimizer)
        for _ in 0..<2 {
            let options = FitOptions { ($0.epochs, $0.batchSize) = (2, 2) }
            try parts.fit(x, y, loss: variant.loss, optimizer: &optimizer, options: options, on: workspace)
        }
        #expect(parts.kerasWeights.map(\.bits) == whole.kerasWeights.map(\.bits) && all.count == 4)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let variant = VectorVariant.all[0]
        let model = variant.model()
        let parts = variant.x().parts
        #expect(
            throws: SequentialError.data(
                expected: "several: [batch, time, 3], [batch, 1], [batch, time, 2] of the"
                    + " steps to come", found: parts[0].shape)
        ) { try model.predict(parts[0], steps: 2, on: workspace) }
        // Of a seventh step nothing is known.
        #expect(throws: SequentialError.self) { try model.predict(variant.x(), steps: 7, on: workspace) }
        #expect(throws: SequentialError.distribution(loss: "quantile", expected: "quantiles", found: "point")) {
            try model.evaluate(variant.x(), .sequences(variant.targets), loss: .quantile, on: workspace)
        }
        let quantiles = VectorVariant.all[1]
        #expect(
            throws: SequentialError.distribution(
                loss: "meanSquaredError", expected: "point", found: "0.1,0.5,0.9")
        ) { try quantiles.model().evaluate(quantiles.x(), .sequences(quantiles.targets), on: workspace) }
        let dense = try Sequential(input: .vectors(1)) { Dense(1) }
        #expect(throws: SequentialError.distribution(loss: "gaussian", expected: "gaussian", found: "point")) {
            try dense.evaluate(.vectors([[1]]), .vectors([[1]]), loss: .gaussian, on: workspace)
        }
    }
}
