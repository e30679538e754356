import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqSettings

/// Draws settings around those of a plan: random search (Bergstra and Bengio 2012), which finds better ones than a grid
/// of as many trials.
package struct SettingSearch: Sendable {
    private let settings: TrainingSettings
    private let origins: SettingOrigins
    private let seed: UInt64

    /// - Parameters:
    ///   - plan: what is searched around; what was given in it stays.
    ///   - seed: decides what is drawn.
    package init(around plan: TrainingPlan, seed: UInt64) {
        settings = plan.settings
        origins = plan.origins
        self.seed = seed
    }

    /// The settings of a trial that differ from the plan's, with values as the command line would give them.
    ///
    /// - Parameter trial: counted from 0, which is the plan itself.
    package func drawn(trial: Int) -> [(name: SettingName, value: String)] {
        guard trial > 0 else { return [] }
        var random = RandomSource(seed: seed, stream: Self.stream + UInt64(trial))
        let table = TrainingSettings.table
        var draft = settings
        for axis in Self.axes {
            // Drawn in any case, so that what is given moves nothing else.
            let value = axis.draw(settings, &random)
            if origins.isGiven(axis.name) { continue }
            var changed = draft
            axis.take(value, &changed)
            if changed.model.tieEmbeddings && !origins.isGiven(EncoderDecoder.Configuration.settings[\.embedding]) {
                changed.model.embedding = changed.model.hidden
            }
            // What goes against the given is not searched.
            if table.brokenRule(of: changed) == nil { draft = changed }
        }
        return table.differences(settings, draft).map { ($0, table[$0].text(draft) ?? "") }
    }

    /// "tune" in ASCII, with room for trials.
    private static let stream: UInt64 = 0x7475_6E65 << 32

    private struct Axis {
        let name: SettingName
        /// A number of the axis' own.
        let draw: (TrainingSettings, inout RandomSource) -> Int
        let take: (Int, inout TrainingSettings) -> Void

        init<Part, Value>(
            _ part: WritableKeyPath<TrainingSettings, Part>, _ table: SettingTable<Part>,
            _ path: WritableKeyPath<Part, Value>, _ choices: @escaping (TrainingSettings) -> [Value]
        ) {
            name = table[path]
            draw = { settings, random in random.next(below: choices(settings).count) }
            take = { index, settings in settings[keyPath: part][keyPath: path] = choices(settings)[index] }
        }
    }

    private static var axes: [Axis] {
        let (model, training) = (EncoderDecoder.Configuration.settings, TrainingOptions.settings)
        return [
            Axis(\.model, model, \.hidden) { settings in
                [2, 3, 4, 4, 6, 8].map { max(16, settings.model.hidden * $0 / 4 / 16 * 16) }
            },
            Axis(\.model, model, \.embedding) { settings in
                [1, 2, 2, 4].map { max(1, settings.model.embedding * $0 / 2) }
            },
            Axis(\.model, model, \.encoderLayers) { [nil, nil, $0.model.encoderDepth + 1] },
            Axis(\.model, model, \.attention) { [$0.model.attention, $0.model.attention, .additive, .dot] },
            Axis(\.model, model, \.inputFeeding) { [$0.model.inputFeeding, false, $0.model.attention != .none] },
            Axis(\.training, training, \.dropout) { settings in
                [-2, -1, 0, 0, 1, 2].map {
                    Double(max(0, min(6, Int((10 * settings.training.dropout).rounded()) + $0))) / 10
                }
            },
            Axis(\.training, training, \.labelSmoothing) { [$0.training.labelSmoothing, 0.05, 0.1, 0.15] },
            Axis(\.training, training, \.learningRate) { settings in
                [0.25, 0.5, 0.75, 1, 1.5, 2].map { rounded(settings.training.learningRate * $0) }
            },
            Axis(\.training, training, \.batchSize) { settings in
                [1, 2, 2, 4].map {
                    settings.training.batchTokens == nil
                        ? max(1, settings.training.batchSize * $0 / 2) : settings.training.batchSize
                }
            },
        ]
    }
}

/// A rate that can be read: of six decimals.
private func rounded(_ rate: Double) -> Double { max(1e-6, (rate * 1e6).rounded() / 1e6) }
