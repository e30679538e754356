import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqRandomness
import Seq2SeqTensors
import Seq2SeqTraining
import Testing

/// A `fit` that is gone on with comes to the bits of one that was never stopped.
@Suite("Checkpoints of fit")
struct FitCheckpointTests {
    private let workspace = Workspace(threads: 1)
    private let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    private let x: Examples
    private let y: Examples

    init() {
        var random = RandomSource(seed: 1)
        let sequences = (0..<40).map { row in
            (0..<1 + row % 5).map { _ in [random.nextUniform(from: -1, to: 1)] }
        }
        x = .sequences(sequences)
        y = .vectors(sequences.map { [$0.reduce(0) { $0 + $1[0] }] })
    }

    private func model() throws -> Sequential {
        try Sequential(input: .sequences(1)) {
            LSTM(8, dropout: 0.3)
            Dense(1)
        }
    }

    /// With everything that has a state: dropout, moments, a schedule that reacts to validation, the best weights.
    private var options: FitOptions {
        FitOptions {
            $0.epochs = 6
            $0.batchSize = 7
            $0.validationShare = 0.2
            $0.schedule = .plateau
            $0.warmupSteps = 3
            $0.checkpoint = path
        }
    }

    private func optimizer(_ method: Optimizer.Method) -> Optimizer {
        Optimizer(method, learningRate: method == .sgd ? 1.5 : 0.05, clipNorm: 5)
    }

    private func removing<Value>(_ body: () throws -> Value) rethrows -> Value {
        defer { unlink(path) }
        return try body()
    }

    private func timeless(_ reports: [FitReport]) -> [FitReport] {
        reports.map { report in
            var report = report
            report.seconds = 0
            return report
        }
    }

    @Test(arguments: Optimizer.Method.allCases)
    func aTrainingStoppedAtAnyStepComesToTheSameBits(method: Optimizer.Method) throws {
        var whole = try model()
        let expected = try removing {
            try whole.fit(x, y, metrics: [.r2], optimizer: optimizer(method), options: options, on: workspace)
        }
        #expect(expected.count == 6 && expected.contains { !$0.isBest })
        for stop in [1, 4, 5, 6, 12, 19, 30] {
            try removing {
                var stopped = try model()
                var step = 0
                try stopped.fit(
                    x, y, metrics: [.r2], optimizer: optimizer(method), options: options, on: workspace,
                    steps: { _ in
                        step += 1
                        return step == stop ? .stop : .proceed
                    })
                // The program starts anew: the same model, the same lines.
                var resumed = try model()
                let reports = try resumed.fit(
                    x, y, metrics: [.r2], optimizer: optimizer(method), options: options, on: Workspace(threads: 2))
                #expect(resumed.kerasWeights == whole.kerasWeights, "stopped at \(stop)")
                #expect(timeless(reports) == timeless(expected), "stopped at \(stop)")
            }
        }
    }

    @Test func whatIsDoneIsNotDoneAgainAndMoreEpochsGoOn() throws {
        try removing {
            var options = options
            options.epochs = 2
            var (first, again) = (try model(), try model())
            let reports = try first.fit(x, y, options: options, on: workspace)
            var told = 0
            let others = try again.fit(x, y, options: options, on: workspace) { _, _ in
                told += 1
                return .proceed
            }
            #expect(told == 0 && others == reports && again.kerasWeights == first.kerasWeights)
            options.epochs = 6
            var whole = try model()
            var more = try model()
            let all = try more.fit(x, y, options: options, on: workspace)
            unlink(path)
            let expected = try whole.fit(x, y, options: options, on: workspace)
            #expect(more.kerasWeights == whole.kerasWeights && timeless(all) == timeless(expected))
        }
    }

    @Test func aTrainingThatIsRefusedLeavesTheModelAsItWas() throws {
        var options = options
        options.checkpoint = path + "/missing/fit.checkpoint"
        let y = Examples.sequences([[[Float]]](repeating: [[1]], count: 40))
        var model = ContinuousEncoderDecoder(inputSize: 1, outputSize: 1, hidden: 4)
        #expect(throws: SequentialError.self) { try model.fit(x, y, options: options, on: workspace) }
        // Units are refused to a model that has been trained.
        try model.rememberScales(of: x, y)
    }

    @Test func aPathThatCannotBeWrittenIsToldBeforeTheFirstEpoch() throws {
        var options = options
        options.checkpoint = path + "/missing/fit.checkpoint"
        var model = try model()
        let weights = model.kerasWeights
        #expect(throws: SequentialError.self) {
            try model.fit(
                x, y, options: options, on: workspace,
                steps: { _ in
                    Issue.record("a step was made")
                    return .stop
                })
        }
        #expect(model.kerasWeights == weights)
        options.checkpoint = path
        options.epochs = 0
        try model.fit(x, y, options: options, on: workspace)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func anotherTrainingIsRefused() throws {
        try removing {
            var model = try model()
            try model.fit(x, y, options: options, on: workspace)
            func check(
                _ change: (inout FitOptions) -> Void, _ y: Examples? = nil, seed: UInt64 = 1, dropout: Double = 0.3
            ) throws {
                var options = options
                change(&options)
                var other = try Sequential(input: .sequences(1), seed: seed) {
                    LSTM(8, dropout: dropout)
                    Dense(1)
                }
                let error = #expect(throws: SequentialError.self) {
                    try other.fit(x, y ?? self.y, options: options, on: workspace)
                }
                guard case .checkpoint(let text) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(text.contains(path))
            }
            try check { $0.batchSize = 8 }
            try check { $0.seed = 2 }
            try check { $0.warmupSteps = 0 }
            try check({ _ in }, y.weighted(by: [Float](repeating: 2, count: 40)))
            try check({ _ in }, seed: 2)
            try check({ _ in }, dropout: 0.5)
            try model.write(to: path)
            try check { _ in }
        }
    }

    @Test func aDamagedFileIsRefused() throws {
        try removing {
            var model = try model()
            try model.fit(x, y, options: options, on: workspace)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            var random = RandomSource(seed: 1)
            for turn in 0..<60 {
                var damaged = whole
                if turn % 4 == 0 {
                    damaged = whole.prefix(random.next(below: whole.count))
                } else {
                    damaged[random.next(below: whole.count)] ^= UInt8(1 << random.next(below: 8))
                }
                try damaged.write(to: URL(fileURLWithPath: path))
                var other = try self.model()
                #expect(throws: SequentialError.self) { try other.fit(x, y, options: options, on: workspace) }
            }
        }
    }

    @Test func aCheckpointOfMoreEpochsIsRefused() throws {
        try removing {
            var (model, options) = (try self.model(), self.options)
            options.epochs = 3
            try model.fit(x, y, options: options, on: workspace)
            options.epochs = 2
            var other = try self.model()
            let error = #expect(throws: SequentialError.self) { try other.fit(x, y, options: options, on: workspace) }
            #expect(error?.description.contains("has 3 epochs, but no more than 2 are asked for") == true)
            options.epochs = 3
            #expect(try other.fit(x, y, options: options, on: workspace).count == 3)
        }
    }

    @Test func stepsAreTold() throws {
        var model = try model()
        var steps: [FitStep] = []
        var options = options
        options.checkpoint = nil
        options.epochs = 2
        let reports = try model.fit(
            x, y, options: options, on: workspace,
            steps: {
                steps.append($0)
                return .proceed
            })
        #expect(steps.map(\.epoch) == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
        #expect(steps.map(\.step) == [1, 2, 3, 4, 5, 1, 2, 3, 4, 5])
        #expect(steps.allSatisfy { $0.stepsOfEpoch == 5 && !$0.isSkipped })
        #expect(steps[0].learningRate < steps[1].learningRate)
        let examples = steps.prefix(5).flatMap(\.examples)
        #expect(Set(examples).count == examples.count && examples.count > 20)
        #expect(reports.count == 2)
    }

    @Test func aReportIsOneLine() throws {
        var model = try model()
        var report = try model.fit(x, y, validation: (x, y), on: workspace)[0]
        (report.epoch, report.loss, report.seconds, report.skippedSteps) = (3, 0.0123456, 0.4211, 2)
        report.validation?.loss = 123.456
        #expect(
            "\(report)"
                == "epoch 3: loss 0.01235, validation 123.5, best so far, 2 steps skipped, as a loss or a gradient was"
                + " not finite, 0.42 s")
    }
}
