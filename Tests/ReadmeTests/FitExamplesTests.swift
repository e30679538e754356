import Seq2Seq
import Testing

/// The examples of the options, weights and metrics of `fit`.
struct FitExamplesTests {
    private let x = Examples.sequences((0..<20).map { row in (0...row % 4).map { [Float($0 - row) / 20] } })
    private let y = Examples.vectors((0..<20).map { [Float($0) / 20] })

    private func stack() throws -> Sequential {
        try Sequential(input: .sequences(1)) {
            LSTM(8)
            Dense(1)
        }
    }

    @Test func options() throws {
        var model = try stack()
        let options = FitOptions {
            $0.epochs = 100
            $0.validationShare = 0.2
            $0.patience = 5
            $0.schedule = .exponential
        }
        let reports = try model.fit(x, y, options: options)
        #expect(reports.contains { $0.isBest })
    }

    @Test func metrics() throws {
        var model = try stack()
        let near = SequenceMetric("within 0.1") { output, target in abs(output[0] - target[0]) < 0.1 ? 1 : 0 }
        let reports = try model.fit(x, y, metrics: [.meanAbsoluteError, .r2, near], epochs: 20)
        print(reports[19].metrics)
        #expect(reports[19].metrics.count == 3)
    }

    @Test func weights() throws {
        var model = try stack()
        let rows = (0..<20).map { (isTrusted: $0 % 2 == 0, number: $0) }
        try model.fit(x, y.weighted(by: rows.map { $0.isTrusted ? 1 : 0.2 }), epochs: 20)
        #expect(try model.evaluate(x, y).loss.isFinite)
    }

    @Test func classImbalance() throws {
        let (x, y): ([[[Float]]], [Int32]) = ([[[1], [2]], [[3]], [[2], [1]]], [0, 1, 0])
        var model = try Sequential(input: .sequences(1)) {
            LSTM(8)
            Dense(2, activation: .softmax)
        }
        let options = FitOptions {
            $0.epochs = 40
            $0.classWeights = [1, 5]
        }
        let reports = try model.fit(
            .sequences(x), .classes(y), loss: .categoricalCrossEntropy, metrics: [.f1], options: options)
        #expect(reports.count == 40)
    }
}
