/// The time that a training has, and what of it is gone.
struct TrainingClock: Sendable {
    /// Seconds of the whole training.
    private let limit: Double
    private var beginning: ContinuousClock.Instant?
    /// Seconds of the runs that this one goes on from.
    var earlierSeconds = 0.0
    /// What the last validation took; the last of all must still fit.
    var validationSeconds = 0.0

    init(minutes: Double) { limit = 60 * minutes }

    /// Time runs from the first call on.
    mutating func start() {
        if beginning == nil { beginning = .now }
    }

    /// The seconds that were told by the process that decides; nil if this one decides.
    private var toldSeconds: Double?

    /// Takes the time of the first of several processes, until it is taken again.
    mutating func follow(_ processes: any Communicator) {
        toldSeconds = nil
        let told = processes.first([seconds, validationSeconds])
        toldSeconds = told[0]
        validationSeconds = told[1]
    }

    /// Seconds that are gone.
    var seconds: Double {
        if let toldSeconds { return toldSeconds }
        return earlierSeconds + (beginning.map { (ContinuousClock.now - $0) / .seconds(1) } ?? 0)
    }

    /// Whether there is time for a last validation alone.
    var isUp: Bool { seconds + validationSeconds >= limit }

    /// How many steps fit into the time, as soon as that can be told: after a validation, or when a tenth is gone. Nil
    /// before, and once it has been told.
    ///
    /// - Parameter limit: the most that are asked for.
    func plannedSteps(after progress: TrainingProgress, limit askedSteps: Int) -> Int? {
        guard progress.plannedSteps == nil, progress.steps >= Self.measuredSteps else { return nil }
        let seconds = seconds
        let share = seconds / limit
        guard share >= 0.1 || (progress.lastValidatedStep > 0 && share >= 0.02) else { return nil }
        // A little is kept back for a machine that becomes slower.
        let left = max(0, 0.97 * limit - seconds) * Double(progress.steps) / seconds
        return min(askedSteps, progress.steps + max(1, left < 1e15 ? Int(left) : askedSteps))
    }

    private static let measuredSteps = 10
}
