import Seq2SeqDecoding
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText
import Seq2SeqTraining
import Testing

/// Values that no public entry takes end the program with the rule and the value: in release builds too, so that this
/// is worth running with `-c release`.
struct BrokenRulesTests {
    /// A rule and what is said when it is broken.
    enum Rule: String, Codable, CaseIterable, Sendable {
        case threads = "A pool needs at least one thread, but was given 0"
        case validFraction = "Options: validFraction must be"
        case batchSize = "A batch size must be positive, but is 0"
        case fitEpochs = "The number of epochs must not be negative, but is -1"
        case beamWidth = "SearchOptions: beamWidth must be"
        case lengthPenalty = "SearchOptions: lengthPenalty must be"
        case columns = "Sources and targets must be in two columns counted from 1, but are in 0 and 1"
        case epochs = "TrainingOptions: epochs must be"
        case translatorBatch = "Options: batchSize must be"
        case learningRate = "The learning rate must be positive, but is -1.0"
        case beta2 = "TrainingOptions: beta2 must be"
        case emptyBatch = "A batch must have at least one pair"
        case emptySource = "No source may be empty, but that at index 0 is"
        case foreignId = "An id is not in 0..<9"
        case mask = "A mask [2, 3] does not hold 1 elements"
        case layers = "layers must be an integer from 1 to 1000, but is 0"
        case vocabulary = "Options: minimumCount must be"
        case batchTokens = "A batch must have room for tokens, but for 0"
        case horizon = "5 steps have no window of 2 with 9223372036854775807 after it"
        case exampleRow = "There are 2 examples, so there is none at 2"
        case foreignTags = "A source has tags, but no model reads any"
        case calibration = "Quantiles are calibrated, but the model's distribution is point"
        case earlierHorizon = "An earlier test has as many steps and outputs as this one, 1 and 1, but has 2 and 1"
        case earlierOutputs = "An earlier test has as many steps and outputs as this one, 1 and 1, but has 1 and 2"
        case forecastOutputs = "A forecast of 2 outputs is not calibrated by a test of 1"
        case calibratedTest = "A test is calibrated once, but this one is already"
        case calibratedEarlier = "An earlier test is not calibrated yet, but this one is already"
        case calibratedForecast = "A forecast is calibrated once, but this one is already"

        /// A test at one origin.
        private func test(at origin: Int, steps: Int = 1, outputs: Int = 1) -> Backtest {
            let numbers = [[Float]](repeating: .init(repeating: 0, count: outputs), count: steps)
            let forecast = Forecast(
                values: [numbers], shares: [0.5], quantiles: [numbers.map { step in step.map { [$0] } }])
            return Backtest(origins: [origin], forecast: forecast, actual: [numbers])
        }

        func broken() throws {
            let pairs = [TextPair(source: "abcde", target: "abcde")]
            switch self {
            case .threads: _ = Workspace(threads: 0)
            case .validFraction: _ = try TrainingData(training: pairs, options: .init(validFraction: 2))
            case .batchSize, .fitEpochs:
                var model = try Sequential(input: .vectors(1)) { Dense(1) }
                let (x, y) = (Examples.vectors([[1]]), Examples.vectors([[1]]))
                try model.fit(
                    x, y, epochs: self == .fitEpochs ? -1 : 1, batchSize: self == .batchSize ? 0 : 1)
            case .columns: _ = PairColumns(source: 0, target: 1)
            case .beamWidth, .lengthPenalty:
                let model = try TrainingData(training: pairs).model(.init(embedding: 4, hidden: 4), seed: 1)
                var translator = Translator(model)
                if self == .beamWidth { translator.search.beamWidth = 0 }
                if self == .lengthPenalty { translator.search.lengthPenalty = .gnmt(alpha: .nan) }
                _ = translator.translate("a")
            case .epochs:
                let data = try TrainingData(training: pairs)
                _ = Trainer(
                    data.model(.init(embedding: 4, hidden: 4), seed: 1), on: data, options: TrainingOptions(epochs: -1))
            case .horizon: _ = RollingOrigins([1, 2, 3, 4, 5], window: 2, horizon: .max)
            case .exampleRow: _ = Examples.vectors([[1], [2]]).selecting([1, 2])
            case .foreignTags:
                let model = try TrainingData(training: pairs).model(.init(embedding: 4, hidden: 4), seed: 1)
                _ = Translator(model).hypotheses(of: [SourceText("a", tags: "V;PST")])
            case .calibration:
                var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
                try model.calibrate(.sequences([[[1]]]), .sequences([[[1]]]))
            case .earlierHorizon: _ = test(at: 9).calibrated(after: test(at: 5, steps: 2))
            case .earlierOutputs: _ = test(at: 9).calibrated(after: test(at: 5, outputs: 2))
            case .forecastOutputs: _ = test(at: 9).calibrating(test(at: 10, outputs: 2).forecast, at: 10)
            case .calibratedTest: _ = test(at: 9).calibrated().calibrated()
            case .calibratedEarlier: _ = test(at: 9).calibrated(after: test(at: 5).calibrated())
            case .calibratedForecast:
                _ = test(at: 9).calibrating(test(at: 10).calibrated().forecast, at: 10)
            case .translatorBatch:
                let model = try TrainingData(training: pairs).model(.init(embedding: 4, hidden: 4), seed: 1)
                var translator = Translator(model)
                translator.batchSize = 0
                _ = translator.translate("a")
            case .learningRate: _ = Optimizer(.adam, learningRate: -1)
            case .beta2:
                var optimizer = Optimizer(.adam, learningRate: 0.1)
                optimizer.beta2 = 1
            case .emptyBatch: _ = Batch([])
            case .emptySource:
                let model = try TrainingData(training: pairs).model(.init(embedding: 4, hidden: 4), seed: 1)
                _ = Trainer(
                    model, training: [EncodedPair(source: [], target: [4])], validation: [], options: .init(),
                    workspace: Workspace())
            case .foreignId:
                let model = try TrainingData(training: pairs).model(.init(embedding: 4, hidden: 4), seed: 1)
                _ = model.network.loss(for: Batch([EncodedPair(source: [9], target: [4])]), on: Workspace())
            case .mask: _ = Mask(batch: 2, time: 3, elements: [true])
            case .layers: _ = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4, layers: 0)
            case .vocabulary: _ = try TrainingData(training: pairs, options: .init(minimumCount: 0))
            case .batchTokens: _ = BatchOrder(lengths: [(1, 1)], size: .tokens(0), seed: 1)
            }
        }
    }

    @Test(arguments: Rule.allCases)
    func aBrokenRuleIsSaid(rule: Rule) async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [rule] in
            try rule.broken()
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains(rule.rawValue), "\(text.prefix(300))")
    }
}
