import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqOracle
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// Models of several inputs and outputs beside PyTorch's; see `make_branches_fixture.py`.
@Suite("Golden numbers of models with branches")
struct BranchedModelGoldenTests {
    private static let tolerance = 1e-5
    private let workspace = Workspace(threads: 1)
    private let fixtures: [Fixture]

    private struct Fixture: Decodable {
        struct Weight: Decodable {
            let name: String
            let values: [Double]
        }

        struct Targets: Decodable {
            let numbers: [[Float]]
            let classes: [Int32]
        }

        struct Expected: Decodable {
            let numbers: [[Double]]
            let probabilities: [[Double]]
            let loss: Double
            let gradients: [Weight]
            let sgd: [Double]
            let adam: [Double]
        }

        let name: String
        let weights: [Weight]
        let lossWeights: [Double]
        let sequences: [[[Float]]]
        let vectors: [[Float]]
        let y: Targets
        let expected: Expected

        var x: Examples { .several([.sequences(sequences), .vectors(vectors)]) }

        var loss: SequenceLoss { .several([.meanSquaredError, .categoricalCrossEntropy], weights: lossWeights) }

        /// The targets; numbers for each step follow each other.
        var targets: Examples {
            guard name == "added" else { return .several([.vectors(y.numbers), .classes(y.classes)]) }
            var rest = y.numbers[...]
            let steps = sequences.map { row in
                defer { rest = rest.dropFirst(row.count) }
                return Array(rest.prefix(row.count))
            }
            return .several([.sequences(steps), .classes(y.classes)])
        }
    }

    init() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        fixtures = try decoder.decode(
            [Fixture].self, from: Data(contentsOf: directory.appending(path: "Golden/branches.json")))
    }

    private func model(_ fixture: Fixture) throws -> BranchedModel {
        var model =
            fixture.name == "concatenated"
            ? try BranchedModel {
                Branch(input: .sequences(2)) { LSTM(3) }
                Branch(input: .vectors(3)) { Dense(4, activation: .tanh) }
                Concatenate { Dense(5, activation: .tanh) }
                Head { Dense(2) }
                Head { Dense(3, activation: .softmax) }
            }
            : try BranchedModel {
                Branch(input: .sequences(2)) { LSTM(4, returnSequences: true) }
                Branch(input: .vectors(3)) { Dense(4) }
                Add()
                Head { Dense(1) }
                Head {
                    GlobalAveragePooling1D()
                    Dense(3, activation: .softmax)
                }
            }
        #expect(model.parameters.names.sorted() == fixture.weights.map(\.name).sorted())
        for weight in fixture.weights {
            let parameter = try #require(model.parameters.parameter(named: weight.name))
            model.parameters[parameter] = weight.values.map { Float($0) }
        }
        return model
    }

    @Test func outputsLossAndGradientsAreThoseOfPyTorch() throws {
        #expect(fixtures.map(\.name) == ["concatenated", "added"])
        for fixture in fixtures {
            let (model, expected) = (try model(fixture), fixture.expected)
            let outputs = try model.predict(fixture.x, on: workspace).parts
            for (output, wanted) in zip(outputs, [expected.numbers, expected.probabilities]) {
                let values = output.sequences.flatMap { $0.flatMap { $0 } }
                #expect(relativeError(values, from: wanted.flatMap { $0 }) <= Self.tolerance, "\(fixture.name)")
            }
            let (loss, gradients) = try model.lossAndGradients(
                for: fixture.x, fixture.targets, loss: fixture.loss, on: workspace)
            #expect(abs(loss.perToken - expected.loss) <= Self.tolerance * expected.loss)
            for wanted in expected.gradients {
                let parameter = try #require(model.parameters.parameter(named: wanted.name))
                let values = gradients[parameter].map { $0 / Float(gradients.tokenCount) }
                #expect(relativeError(values, from: wanted.values) <= Self.tolerance, "\(wanted.name)")
            }
            let evaluated = try model.evaluate(
                fixture.x, fixture.targets, loss: fixture.loss, batchSize: 2, on: workspace)
            #expect(abs(evaluated.loss - expected.loss) <= Self.tolerance * expected.loss)
        }
    }

    @Test func fiveStepsLoseWhatPyTorchLoses() throws {
        for fixture in fixtures {
            for (method, rate, wanted) in [
                (Optimizer.Method.sgd, 0.1, fixture.expected.sgd), (.adam, 0.01, fixture.expected.adam),
            ] {
                var model = try model(fixture)
                let reports = try model.fit(
                    fixture.x, fixture.targets, loss: fixture.loss,
                    optimizer: Optimizer(method, learningRate: rate), epochs: 5, on: workspace)
                for (report, loss) in zip(reports, wanted) {
                    #expect(abs(report.loss - loss) <= Self.tolerance * loss, "\(fixture.name), \(method)")
                }
            }
        }
    }
}
