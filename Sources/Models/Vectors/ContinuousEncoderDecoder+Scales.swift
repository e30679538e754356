import Seq2SeqLayers

extension ContinuousEncoderDecoder {
    /// Finds the units in which the model computes: of each feature its mean and its deviation over examples. They stay
    /// with the model and its file; inputs and predictions are in the units of the data as before, the loss is in those
    /// of the model. To be called before `fit`.
    ///
    /// Of a model with `scalesEachSeries` these are the units of what is known and of what comes with a sequence. Of what
    /// is read the deviation is the mean one of an example: it stands in where that of an example is less than a
    /// hundredth of it, as of a series that has stood still.
    ///
    /// - Parameters:
    ///   - x: inputs, such as those of the training.
    ///   - y: targets, `[batch, target time, output]`; steps of weight 0 are left out, as the loss leaves them out.
    /// - Throws: how they differ from what the model reads and writes, that a number is not finite, or that the model has
    ///   been trained.
    public mutating func rememberScales(of x: Examples, _ y: Examples) throws(SequentialError) {
        let source = try VectorSource(x, for: configuration)
        try y.check()
        try x.checkFinite("the inputs")
        try y.checkFinite("the targets")
        guard let targets = y.padded, targets.features == outputSize, targets.batch == source.count else {
            throw .targets(expected: "sequences of \(outputSize) features", found: y.shape)
        }
        var scales = configuration.scales
        let sequences = source.batch?.sequences ?? []
        if configuration.scalesEachSeries {
            scales.inputs = .init(ofTypical: sequences, size: inputSize)
            scales.outputs = Array(scales.inputs.prefix(outputSize))
        } else {
            scales.inputs = .init(of: sequences.flatMap { $0 }, size: source.batch == nil ? 0 : inputSize)
            // Steps of weight 0 are left out, and gaps are such.
            scales.outputs = .init(of: y.stepsThatCount.map(\.numbers), size: outputSize)
        }
        scales.known = .init(of: source.known?.sequences.flatMap { $0 } ?? [], size: configuration.knownSize)
        scales.statics = .init(of: source.statics, size: configuration.staticSize)
        for (name, found) in [
            ("inputs", scales.inputs), ("targets", scales.outputs), ("what is known", scales.known),
            ("what comes with a sequence", scales.statics),
        ] {
            guard let feature = found.firstIndex(where: { !$0.isPossible }) else { continue }
            throw .data(
                expected: "numbers to find units of", found: "too large ones in feature \(feature + 1) of \(name)")
        }
        try remember(scales)
    }
}

extension [FeatureScale] {
    /// For each feature the mean of the deviations of sequences, of those that have any; 1 if none has.
    fileprivate init(ofTypical sequences: [[[Float]]], size: Int) {
        let own = sequences.filter { !$0.isEmpty }.map { [FeatureScale](of: $0, size: size, flat: 0) }
        self = (0..<size).map { feature in
            let deviations = own.map { Double($0[feature].scale) }.filter { $0 > 0 || !$0.isFinite }
            let sum = deviations.reduce(0, +)
            return FeatureScale(scale: deviations.isEmpty ? 1 : Float(sum / Double(deviations.count)))
        }
    }
}
