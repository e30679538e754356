import Seq2SeqModels
import Seq2SeqTensors

/// What averages of the weights are made of so far.
struct AveragedWeights: Sendable {
    /// The weights of a validated model.
    struct Snapshot: Sendable {
        let weights: FloatStorage
        let report: ValidationReport
    }

    /// The exponential moving average; nil before the first step, and without one.
    private(set) var moving: FloatStorage?
    /// The oldest first, which is the order in which they are added up.
    private(set) var snapshots: [Snapshot]

    init(moving: FloatStorage? = nil, snapshots: [Snapshot] = []) {
        self.moving = moving
        self.snapshots = snapshots
    }

    /// Takes in the weights after a step that changed them; steps count from 1.
    mutating func follow(
        _ parameters: ParameterStore, step: Int, by averaging: WeightAveraging, on workspace: Workspace
    ) {
        guard case .exponential(let decay) = averaging else { return }
        guard let average = uniqueMovingAverage() else {
            moving = FloatStorage(copying: parameters.storage)
            return
        }
        let share = 1 - min(decay, Double(1 + step) / Double(10 + step))
        workspace.move(average, towards: parameters.storage, share: Float(share))
    }

    /// A buffer of its own, since a model that was kept may share it.
    private mutating func uniqueMovingAverage() -> FloatStorage? {
        if !isKnownUniquelyReferenced(&moving) { moving = moving.map(FloatStorage.init(copying:)) }
        return moving
    }

    /// Takes in the weights of a validated model.
    ///
    /// - Returns: whether there now is a mean of two models at least that was not there before.
    mutating func add(
        _ parameters: ParameterStore, _ report: ValidationReport, by averaging: WeightAveraging,
        metric: TrainingOptions.Metric
    ) -> Bool {
        let capacity = averaging.snapshotCount
        guard capacity > 0 else { return false }
        snapshots.append(Snapshot(weights: parameters.storage, report: report))
        guard snapshots.count > capacity else { return snapshots.count > 1 }
        var leaving = 0
        if case .mean(of: .best, _) = averaging {
            // Of equally good ones the latest leaves.
            for (index, snapshot) in snapshots.enumerated()
            where !snapshot.report.isBetter(than: snapshots[leaving].report, by: metric) { leaving = index }
        }
        snapshots.remove(at: leaving)
        return leaving < snapshots.count
    }

    /// The mean of the snapshots.
    func mean(on workspace: Workspace) -> FloatStorage { workspace.mean(of: snapshots.map(\.weights)) }
}
