import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors

// Files of before there were options have the first four settings alone.
extension ContinuousEncoderDecoder.Configuration {
    /// The settings, as a model file has them.
    package static let settings = SettingTable<Self>(
        [
            SettingGroup("Model", sizes + stack),
            SettingGroup("Training", training),
            SettingGroup("Units", units),
        ],
        rules: { name in
            [
                .isShared(\.hidden, by: \.bidirectional, name),
                .needsAttention(\.inputFeeding, \.attention, name),
                .impossible { model in
                    let continues = model.firstInput == .last || model.scalesEachSeries
                    let setting = model.scalesEachSeries ? name[\.scalesEachSeries] : name[\.firstInput]
                    if continues && model.readsIds {
                        return "\(setting) needs vectors to be read, but with \(name[\.vocabularySize]) ids are"
                    }
                    guard continues && model.outputSize > model.inputSize else { return nil }
                    return """
                        \(name[\.outputSize]) is \(model.outputSize), but what is written are the first features of what \
                        is read with \(setting), of which there are \(model.inputSize)
                        """
                },
                .impossible { model in
                    let calibration = model.calibration
                    guard !calibration.isEmpty else { return nil }
                    guard case .quantiles(let shares) = model.distribution,
                        calibration.fits(outputSize: model.outputSize, quantiles: shares.count)
                    else { return "A calibration has a number for each quantile of each number that is written" }
                    return nil
                },
                .impossible { model in
                    let scales = model.scales
                    let sizes = [
                        (scales.inputs, model.readsIds ? 0 : model.inputSize), (scales.outputs, model.outputSize),
                        (scales.known, model.knownSize), (scales.statics, model.staticSize),
                    ]
                    let areEmpty = sizes.allSatisfy { $0.0.isEmpty }
                    guard !areEmpty, !sizes.allSatisfy({ $0.0.count == $0.1 }) else { return nil }
                    return "Units are remembered of each feature or of none"
                },
            ]
        })

    private static let sizes: [Setting<Self>] = [
        Setting(
            "input_size", \.inputSize, .integer(in: Dense.possibleSizes), stored: .required,
            "Size of the vectors that are read."),
        Setting(
            "output_size", \.outputSize, .integer(in: Dense.possibleSizes), stored: .required,
            "Size of the vectors that are written."),
        Setting(
            "vocabulary_size", \.vocabularySize, .integer(in: 0...Dense.possibleSizes.upperBound),
            "How many ids there are, if ids are read; 0 for vectors."),
        Setting("cell", \.cell, .choice(), "What the layers are."),
        Setting("hidden", \.hidden, .integer(in: Dense.possibleSizes), stored: .required, "Size of a layer's state."),
        Setting(
            "layers", \.layers, .integer(in: 1...1000), stored: .required, "Layers of encoder and decoder each."),
        Setting(
            "known_size", \.knownSize, .integer(in: 0...Dense.possibleSizes.upperBound),
            "Size of the vectors that are known of each step to be written."),
        Setting(
            "static_size", \.staticSize, .integer(in: 0...Dense.possibleSizes.upperBound),
            "Size of the vector that comes with each sequence."),
    ]

    private static let stack: [Setting<Self>] = [
        Setting(
            "encoder_layers", \.encoderLayers, .integer(in: 1...1000), stored: .when { $0.encoderDepth != $0.layers },
            "Layers of the encoder alone."),
        Setting(
            "decoder_layers", \.decoderLayers, .integer(in: 1...1000), stored: .when { $0.decoderDepth != $0.layers },
            "Layers of the decoder alone."),
        Setting(
            "residual", \.residual, "Whether each layer's input is added to its output, from the second layer on."),
        Setting("bidirectional", \.bidirectional, "Whether the encoder also reads from the end."),
        Setting("bridge", \.bridge, .choice(), "How the encoder's last state becomes the decoder's first."),
        Setting("attention", \.attention, .choice(), "How the decoder looks back at what was read."),
        Setting(
            "input_feeding", \.inputFeeding,
            "Whether each step also reads what attention gave the step before."),
        Setting(
            "first_input", \.firstInput, .choice(),
            "What the first step reads in the place of what was written last."),
        Setting("distribution", \.distribution, .distribution, "What is said of each number that is written."),
        Setting(
            "decides_end", \.decidesEnd, "Whether the model says which step is the last one."),
        Setting(
            "initializer", \.initialWeights, property: "initialWeights", .choice(),
            "What the first weights are drawn from."),
    ]

    private static let training: [Setting<Self>] = [
        Setting(
            "dropout", \.dropout, .real(.from(0, below: 1), "P"), "The probability that an element is dropped."),
        Setting(
            "variational_dropout", \.variationalDropout,
            "Whether an example keeps what is dropped for all of its steps, within the layers too."),
        Setting(
            "scheduled_sampling", \.scheduledSampling, .real(.within(0...1), "P"),
            "The probability that the decoder reads what it wrote itself."),
        Setting(
            "sampling_steps", \.samplingSteps, .integer(atLeast: 0),
            "Steps over which that probability rises from 0."),
    ]

    private static let units: [Setting<Self>] = [
        Setting(
            "scales_each_series", \.scalesEachSeries,
            "Whether each example has units of its own."),
        Setting("input_scales", \.scales.inputs, property: "scales.inputs", .scales, "The units of what is read."),
        Setting(
            "output_scales", \.scales.outputs, property: "scales.outputs", .scales, "The units of what is written."),
        Setting("known_scales", \.scales.known, property: "scales.known", .scales, "The units of what is known."),
        Setting(
            "static_scales", \.scales.statics, property: "scales.statics", .scales,
            "The units of what comes with a sequence."),
        Setting("calibration", \.calibration, .calibration, "What is added to quantiles."),
    ]
}

extension SettingKind<OutputDistribution> {
    /// A distribution as its description has it.
    fileprivate static var distribution: Self {
        .text(
            "point|gaussian|P,...", expected: "point, gaussian, or ascending shares between 0 and 1, 0.5 among them",
            parse: { OutputDistribution($0) }, write: { $0.description }, contains: \.isPossible)
    }
}

extension SettingKind<[FeatureScale]> {
    /// Shifts and scales, `0.5/1.25 3/2`; each number is written so that it comes back to the bit.
    fileprivate static var scales: Self {
        .text(
            "SHIFT/SCALE ...", expected: "finite numbers and positive ones with a slash between them",
            parse: { text in
                let scales = text.split(separator: " ").map { pair -> FeatureScale? in
                    let numbers = pair.split(separator: "/", omittingEmptySubsequences: false).map { Float($0) }
                    guard numbers.count == 2, let shift = numbers[0], let scale = numbers[1] else { return nil }
                    return FeatureScale(shift: shift, scale: scale)
                }
                return scales.contains(nil) ? nil : scales.compactMap(\.self)
            },
            write: { $0.map { "\($0.shift)/\($0.scale)" }.joined(separator: " ") },
            contains: { $0.allSatisfy(\.isPossible) })
    }
}
