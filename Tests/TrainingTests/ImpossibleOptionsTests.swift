import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors
import Testing
import Seq2SeqTraining

/// Numbers that no training can have are a programmer's error, found before the first step.
struct ImpossibleOptionsTests {
    @Test(arguments: [0.0, -1])
    func aNormThatClipsToNothing(norm: Double) async {
        await #expect(processExitsWith: .failure) { [norm = norm as Double] in
            _ = Optimizer(.sgd, learningRate: 1, clipNorm: norm)
        }
        await #expect(processExitsWith: .failure) { [norm = norm as Double] in
            var optimizer = Optimizer(.sgd, learningRate: 1)
            optimizer.clipNorm = norm
        }
    }

    @Test(arguments: [Float(1), -0.1])
    func smoothingThatLeavesNoTarget(smoothing: Float) async {
        await #expect(processExitsWith: .failure) { [smoothing = smoothing as Float] in
            _ = Regularization(labelSmoothing: smoothing)
        }
        await #expect(processExitsWith: .failure) { [smoothing = smoothing as Float] in
            var regularization = Regularization()
            regularization.labelSmoothing = smoothing
        }
    }

    @Test func aScheduleOfNegativeSteps() async {
        await #expect(processExitsWith: .failure) {
            _ = LearningRateSchedule(.constant, learningRate: 1, warmupSteps: -1, plannedSteps: 1)
        }
        await #expect(processExitsWith: .failure) {
            _ = LearningRateSchedule(.constant, learningRate: 0, plannedSteps: 1)
        }
    }

    @Test func aFitOfNegativeEpochs() async {
        await #expect(processExitsWith: .failure) {
            var model = try Sequential(input: .vectors(1)) { Dense(1) }
            try model.fit(.vectors([[1]]), .vectors([[1]]), epochs: -1)
        }
    }

    @Test func learningInEightBits() async {
        await #expect(processExitsWith: .failure) {
            var model = try Sequential(input: .vectors(1)) { Dense(1) }
            try model.fit(.vectors([[1]]), .vectors([[1]]), on: Workspace(threads: 1, precision: .int8))
        }
        await #expect(processExitsWith: .failure) {
            let data = try TinyTraining.data(20)
            _ = TinyTraining.trainer(
                data, TrainingOptions(epochs: 1), on: Workspace(threads: 1, precision: .int8))
        }
    }

    @Test func smoothingThatAFloatRoundsToOne() async {
        await #expect(processExitsWith: .failure) {
            _ = TinyTraining.trainer(try TinyTraining.data(20), TrainingOptions(labelSmoothing: 1 - 1e-12))
        }
    }
}
