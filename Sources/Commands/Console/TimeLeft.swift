import Seq2Seq

/// How long work still takes if it goes on like so far. Nothing is told before that is known.
package struct TimeLeft {
    /// Where the timed steps begin.
    private var beginning: SuspendingClock.Instant?
    private var latest: (time: SuspendingClock.Instant, step: Int, progress: Double)?
    private var stepCount = 0

    /// Steps that are not timed, as the first take longer than the rest.
    private static let warmUpCount = 3

    /// How many steps, and how many seconds of them, tell how fast it goes: any of the two pairs.
    private static let enough = [(steps: 20, seconds: 3.0), (steps: 5, seconds: 60.0)]

    package init() {}

    /// Takes note of a step.
    ///
    /// - Parameters:
    ///   - progress: the share of all work that is done after it, from 0 to 1; another plan may change it.
    ///   - step: how many steps that share is, if work was done before these.
    package mutating func add(progress: Double, step: Int? = nil, at now: SuspendingClock.Instant = .now) {
        stepCount += 1
        if stepCount == Self.warmUpCount { beginning = now }
        latest = (now, step ?? stepCount, progress)
    }

    /// The seconds that the rest takes; nil as long as too few steps were timed.
    package var seconds: Double? {
        guard let beginning, let latest, latest.progress > 0 else { return nil }
        let (timed, seconds) = (stepCount - Self.warmUpCount, (latest.time - beginning) / .seconds(1))
        guard Self.enough.contains(where: { timed >= $0.steps && seconds >= $0.seconds }) else { return nil }
        let stepsLeft = Double(latest.step) * max(0, 1 - latest.progress) / latest.progress
        return stepsLeft * seconds / Double(timed)
    }

    /// `3m20s left`; empty as long as it is not known.
    package var text: String { seconds.map { "\(Figures.duration(seconds: $0)) left" } ?? "" }
}
