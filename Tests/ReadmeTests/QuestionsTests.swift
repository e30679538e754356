import Foundation
import Seq2Seq
import Testing

/// The snippets of the page of questions, run.
@Suite("Questions from the field")
struct QuestionsTests {
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path

    @Test func aStream() throws {
        let model = try Sequential(input: .sequences(1)) {
            LSTM(4, returnSequences: true)
            Dense(1)
        }
        let stream: [[[Float]]] = [[[1], [2]], [[3]], [[4], [5], [6]]]
        var answers: [[Float]] = []
        var states: [RecurrentState]?
        for piece in stream {
            let (outputs, next) = try model.predict(.sequences([piece]), from: states)
            states = next
            answers += outputs.sequences[0]
        }
        let whole = try model.predict(.sequences([stream.flatMap { $0 }])).sequences[0]
        #expect(answers == whole)
    }

    @Test func differentLengths() throws {
        let x = Examples.sequences([[[1], [2], [3]], [[4]]])
        let y = Examples.sequences([[[1], [2]], [[4], [5], [6]]])
        var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 16)
        try model.fit(x, y, epochs: 10)
        let answers = try model.predict(x, steps: 3).sequences
        #expect(answers.map(\.count) == [3, 3])
    }

    @Test func inputsThatAreKnown() throws {
        let past: [[[Float]]] = [[[1], [2], [3]], [[4]]]
        let calendarToCome: [[[Float]]] = [
            [[0, 1], [1, 0], [0, 1], [1, 1]], [[1, 1], [0, 0], [1, 0], [0, 1]],
        ]
        let future: [[[Float]]] = [[[4], [5]], [[5], [6], [7], [8]]]
        let x = Examples.several([.sequences(past), .sequences(calendarToCome)])
        var model = ContinuousEncoderDecoder(
            .init { ($0.inputSize, $0.knownSize, $0.hidden) = (1, 2, 24) })
        try model.fit(x, .sequences(future), epochs: 10)
        let next = try model.predict(x, steps: 4).sequences
        #expect(next.map(\.count) == [4, 4])
    }

    @Test func aRareClass() throws {
        var random = RandomSource(seed: 2)
        let values = (0..<200).map { _ in random.nextUniform(from: -1, to: 1) }
        let labels = values.map { Int32($0 > 0.9 ? 1 : 0) }
        let x = Examples.vectors(values.map { [$0] })
        var model = try Sequential(input: .vectors(1)) { Dense(2, activation: .softmax) }
        let counts = [0, 1].map { id in labels.count { $0 == id } }
        let options = FitOptions {
            $0.epochs = 30
            $0.classWeights = counts.map { Float(labels.count) / Float(2 * $0) }
        }
        try model.fit(x, .classes(labels), loss: .categoricalCrossEntropy, metrics: [.recall], options: options)
        #expect(counts[1] > 0)
    }

    @Test func twoInputs() throws {
        let series: [[[Float]]] = [[[1], [2]], [[3]]]
        let (shops, sales): ([[Float]], [[Float]]) = ([[1, 0], [0, 1]], [[1], [2]])
        var model = try BranchedModel {
            Branch(input: .sequences(1)) { LSTM(8) }
            Branch(input: .vectors(2)) { Dense(4, activation: .tanh) }
            Concatenate { Dense(8, activation: .tanh) }
            Head { Dense(1) }
        }
        let x = Examples.several([.sequences(series), .vectors(shops)])
        try model.fit(x, .vectors(sales), epochs: 10)
        #expect(try model.predict(x).vectors.count == 2)
    }

    @Test func whatWasLookedAt() throws {
        let x = Examples.sequences([[[1], [2], [3]]])
        let model = ContinuousEncoderDecoder(.init { ($0.hidden, $0.attention) = (8, .additive) })
        let forecast = try model.forecast(x, steps: 4)
        for (step, weights) in forecast.attention[0].enumerated() {
            print("step \(step) looked most at \(weights.firstIndex(of: weights.max() ?? 0) ?? 0)")
        }
        #expect(forecast.attention[0].map(\.count) == [3, 3, 3, 3])
    }

    @Test func aStoppedFit() throws {
        defer { unlink(path) }
        let (x, y) = (Examples.vectors([[1], [2], [3]]), Examples.vectors([[2], [4], [6]]))
        var model = try Sequential(input: .vectors(1)) { Dense(1) }
        let start = model
        let options = FitOptions {
            $0.epochs = 50
            $0.checkpoint = path
        }
        try model.fit(x, y, options: options)
        var again = start
        let reports = try again.fit(x, y, options: options)
        #expect(again.kerasWeights == model.kerasWeights && reports.count == 50)
    }
}
