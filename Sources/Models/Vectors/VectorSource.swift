import Seq2SeqLayers
import Seq2SeqTensors

/// What an encoder-decoder on vectors is given of a batch, in the units of the data.
struct VectorSource {
    /// What is read, `[batch, time, input]`; nil for ids.
    let batch: PaddedBatch?
    /// The ids that are read, packed; none for vectors.
    let ids: [Int32]
    let layout: SequenceLayout
    /// What comes with each sequence, `[batch, static]`; empty for nothing.
    let statics: [[Float]]
    /// What is known of the steps to come, `[batch, target time, known]`; nil for nothing.
    let known: PaddedBatch?
    /// For each row the steps that something is known of.
    let knownSteps: [[Int]]
    /// For each layer of the encoder the state that it begins with; nil for zeros.
    let states: [RecurrentState]?
    /// For each row the units of what is read, and of what is written; empty for those of the data.
    private let scales: [(inputs: [FeatureScale], outputs: [FeatureScale])]
    private let remembered: ContinuousEncoderDecoder.Scales

    /// - Throws: how examples differ from what the model reads.
    init(_ x: Examples, for configuration: ContinuousEncoderDecoder.Configuration) throws(SequentialError) {
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        let (known, statics) = (configuration.knownSize > 0, configuration.staticSize > 0)
        let parts = x.parts
        guard parts.count == 1 + (statics ? 1 : 0) + (known ? 1 : 0) else {
            throw .data(expected: configuration.expectedInputs, found: x.shape)
        }
        switch parts[0].content {
        case .sequences(let batch) where !configuration.readsIds && Self.fits(batch, configuration.inputSize):
            layout = SequenceLayout(batch.mask)
            (self.batch, ids) = (batch, [])
        case .tokens(let tokens) where configuration.readsIds:
            let layout = SequenceLayout(tokens.mask)
            ids = layout.steps.map { tokens.ids[$0.row * tokens.time + layout.positions[$0.row][$0.index]] }
            if let id = ids.first(where: { !(0..<configuration.vocabularySize).contains(Int($0)) }) {
                throw .outsideRange(id: Int(id), count: configuration.vocabularySize)
            }
            (self.layout, batch) = (layout, nil)
        default: throw .data(expected: configuration.expectedInputs, found: x.shape)
        }
        self.statics = statics ? parts[1].vectors : []
        if statics {
            guard case .vectors = parts[1].content, self.statics.allSatisfy({ $0.count == configuration.staticSize })
            else { throw .data(expected: configuration.expectedInputs, found: x.shape) }
        }
        self.known = known ? parts[parts.count - 1].padded : nil
        if known {
            guard let steps = self.known, Self.fits(steps, configuration.knownSize) else {
                throw .data(expected: configuration.expectedInputs, found: x.shape)
            }
        }
        knownSteps = self.known?.mask.steps ?? []
        states = x.states
        if let states { try configuration.check(states, examples: x.count) }
        remembered = configuration.scales
        scales =
            configuration.scalesEachSeries
            ? (batch?.sequences ?? []).map { sequence in
                let typical = configuration.scales.inputs
                let inputs = [FeatureScale](
                    of: sequence, size: configuration.inputSize, flat: typical.isEmpty ? 1 : 0
                ).orTypical(typical)
                return (inputs, Array(inputs.prefix(configuration.outputSize)))
            } : []
    }

    /// How many rows there are.
    var count: Int { layout.batch }

    /// Nothing is said of a batch without a step.
    private static func fits(_ batch: PaddedBatch, _ features: Int) -> Bool {
        batch.features == features || batch.lengths.allSatisfy { $0 == 0 }
    }

    /// The units of what a row writes; empty for those of the data.
    func outputScales(ofRow row: Int) -> [FeatureScale] {
        scales.isEmpty ? remembered.outputs : scales[row].outputs
    }

    /// Those of each row.
    var outputScales: [[FeatureScale]] {
        scales.isEmpty && remembered.isEmpty ? [] : (0..<count).map { outputScales(ofRow: $0) }
    }

    /// What comes with a row, in the model's units.
    func reducedStatics(ofRow row: Int) -> [Float] {
        statics.isEmpty ? [] : remembered.statics.reduced(statics[row])
    }

    /// What the encoder reads of vectors, in the model's units, packed; of ids what comes with them.
    var packed: [Float] {
        guard let batch else { return layout.steps.flatMap { reducedStatics(ofRow: $0.row) } }
        if scales.isEmpty && remembered.isEmpty && statics.isEmpty { return layout.pack(batch) }
        let beside = (0..<batch.batch).map { reducedStatics(ofRow: $0) }
        return layout.steps.flatMap { step -> [Float] in
            let inputs = scales.isEmpty ? remembered.inputs : scales[step.row].inputs
            return inputs.reduced(batch[step.row, layout.positions[step.row][step.index]]) + beside[step.row]
        }
    }

    /// What the first step reads in the place of what was written last: the first features of what was read last, in the
    /// model's units; zeros of a row without a step.
    func last(ofRow row: Int, size: Int) -> [Float] {
        guard let batch, let position = layout.positions[row].last else { return [Float](repeating: 0, count: size) }
        return outputScales(ofRow: row).reduced(batch[row, position].prefix(size))
    }

    /// What is known of a step of a row, in the model's units.
    func reducedKnown(ofRow row: Int, step: Int) -> [Float] {
        guard let known else { return [] }
        return remembered.known.reduced(known[row, knownSteps[row][step]])
    }

    /// Refuses steps of which nothing is known.
    ///
    /// - Parameter lengths: the steps that each row writes.
    func check(steps lengths: [Int], from first: Int = 0) throws(SequentialError) {
        guard known != nil else { return }
        for (row, length) in lengths.enumerated() where knownSteps[row].count < length {
            throw .data(
                expected: "what is known of \(length) steps to come of example \(first + row)",
                found: "\(knownSteps[row].count) steps")
        }
    }
}

extension ContinuousEncoderDecoder.Configuration {
    /// The inputs in words.
    var expectedInputs: String {
        var parts = ["\(readsIds ? LayerShape.tokens() : .sequences(inputSize))"]
        if staticSize > 0 { parts.append("\(LayerShape.vectors(staticSize))") }
        if knownSize > 0 { parts.append("\(LayerShape.sequences(knownSize)) of the steps to come") }
        return parts.count == 1 ? parts[0] : "several: " + parts.joined(separator: ", ")
    }

    /// Refuses states that are not those of the encoder's layers for so many rows.
    fileprivate func check(_ states: [RecurrentState], examples: Int) throws(SequentialError) {
        let hasCell = cell == .lstm
        let expected =
            "for each of \(encoderDepth) encoder layers \(examples) rows of \(hidden) numbers"
            + (hasCell ? " with a cell" : "")
        guard states.count == encoderDepth else { throw .states(expected: expected, found: "\(states.count) layers") }
        for state in states {
            guard state.cell.isEmpty != hasCell else {
                throw .states(expected: expected, found: hasCell ? "no cell" : "a cell in a layer without one")
            }
            for rows in state.vectors where rows.count != examples || !rows.allSatisfy({ $0.count == hidden }) {
                throw .states(expected: expected, found: "\(rows.count) rows of \(rows.first?.count ?? 0)")
            }
        }
    }
}
