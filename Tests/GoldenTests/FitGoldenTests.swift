import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

/// Weighted losses beside Keras's, metrics beside scikit-learn's; see `make_fit_fixtures.py`.
@Suite("Golden numbers of fit")
struct FitGoldenTests {
    private static let tolerance = 1e-5
    private let workspace = Workspace(threads: 1)
    private let fixture: Fixture

    private struct Fixture: Decodable {
        let weighted: [Weighted]
        let metrics: [Metrics]
    }

    private struct Weighted: Decodable {
        struct Expected: Decodable {
            let loss: Double
            let kernel: [[Double]]
            let bias: [Double]
        }

        let name: String
        let loss: SequenceLoss
        let activation: Activation
        let x: Nested
        let kernel: [[Double]]
        let bias: [Double]
        let y: Nested
        let weights: Nested
        let classWeights: [Float]?
        let expected: Expected
    }

    private struct Metrics: Decodable {
        let name: String
        let outputs: [[Float]]
        let targets: Nested
        let expected: [String: Double]
    }

    /// Numbers in lists of any depth.
    private enum Nested: Decodable {
        case number(Double)
        case list([Nested])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                self = .number(try container.decode(Double.self))
            } catch DecodingError.typeMismatch {
                self = .list(try container.decode([Nested].self))
            }
        }

        var list: [Nested] {
            if case .list(let list) = self { list } else { [] }
        }

        var number: Float {
            if case .number(let number) = self { Float(number) } else { .nan }
        }

        var depth: Int {
            if case .list(let list) = self { 1 + (list.first?.depth ?? 0) } else { 0 }
        }

        var vector: [Float] { list.map(\.number) }
        var matrix: [[Float]] { list.map(\.vector) }
    }

    init() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        fixture = try decoder.decode(
            Fixture.self, from: Data(contentsOf: directory.appending(path: "Golden/fit.json")))
    }

    private func examples(_ values: Nested, isClasses: Bool) -> Examples {
        switch (values.depth, isClasses) {
        case (1, _): .classes(values.vector.map { Int32($0) })
        case (2, true): .tokens(values.matrix.map { $0.map { Int32($0) } })
        case (2, false): .vectors(values.matrix)
        default: .sequences(values.list.map(\.matrix))
        }
    }

    @Test func weightedLossesAndTheirGradientsAreThoseOfKeras() throws {
        #expect(fixture.weighted.count == 5)
        for wanted in fixture.weighted {
            let x = examples(wanted.x, isClasses: false)
            let input = wanted.x.depth == 2 ? LayerShape.vectors(3) : .sequences(3)
            var model = try Sequential(input: input) { Dense(wanted.bias.count, activation: wanted.activation) }
            let kernel = wanted.kernel.joined().map { Float($0) }
            try model.setKerasWeights([kernel, wanted.bias.map { Float($0) }])
            var y = examples(wanted.y, isClasses: wanted.loss == .categoricalCrossEntropy)
            y =
                wanted.weights.depth == 1
                ? y.weighted(by: wanted.weights.vector) : y.weighted(by: wanted.weights.matrix)
            let (loss, gradients) = try model.lossAndGradients(
                for: x, y, loss: wanted.loss, classWeights: wanted.classWeights, on: workspace)
            let expected = wanted.expected
            #expect(abs(loss.perToken - expected.loss) <= Self.tolerance * expected.loss, "\(wanted.name)")
            let means = model.kerasGradients(gradients).map { $0.map { $0 / Float(loss.weight) } }
            #expect(relativeError(means[0], from: expected.kernel.flatMap { $0 }) <= Self.tolerance, "\(wanted.name)")
            #expect(relativeError(means[1], from: expected.bias) <= Self.tolerance, "\(wanted.name)")
        }
    }

    @Test func metricsAreThoseOfScikitLearn() throws {
        let all: [SequenceMetric] = [
            .accuracy, .precision, .recall, .f1, .r2, .meanAbsoluteError, .meanSquaredError,
        ]
        #expect(fixture.metrics.count == 5)
        for wanted in fixture.metrics {
            let metrics = all.filter { wanted.expected[$0.name] != nil }
            let features = wanted.outputs[0].count
            // What goes in comes out.
            var model = try Sequential(input: .vectors(features)) { Dense(features) }
            let identity = (0..<features * features).map { Float($0 % (features + 1) == 0 ? 1 : 0) }
            try model.setKerasWeights([identity, [Float](repeating: 0, count: features)])
            let y: Examples
            if wanted.targets.depth == 2 {
                y = .vectors(wanted.targets.matrix)
            } else if features == 1 {
                y = .vectors(wanted.targets.vector.map { [$0] })
            } else {
                y = .vectors(wanted.targets.vector.map { id in (0..<features).map { $0 == Int(id) ? 1 : 0 } })
            }
            let found = try model.evaluate(
                .vectors(wanted.outputs), y, metrics: metrics, batchSize: 7, on: workspace
            ).metrics
            for (name, value) in wanted.expected.sorted(by: { $0.key < $1.key }) {
                let place = try #require(metrics.firstIndex { $0.name == name })
                #expect(
                    abs(found[place] - value) <= Self.tolerance, "\(name) of \(wanted.name): \(found[place]), \(value)")
            }
        }
    }
}
