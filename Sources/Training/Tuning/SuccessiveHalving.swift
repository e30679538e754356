import Seq2SeqSettings

/// Who goes on when many trainings compete: successive halving (Jamieson and Talwalkar 2016, algorithm 1), with thirds
/// in place of halves.
package struct SuccessiveHalving: Sendable, Hashable {
    /// Trials at the start.
    package let trialCount: Int
    /// The steps at which trials are compared, in rising order; those that are left then go on to their ends.
    package let rungs: [Int]

    /// - Parameters:
    ///   - trialCount: trials, of which there is one at least.
    ///   - stepsPerRung: steps to the first comparison; each later one comes after three times as many.
    ///   - plannedSteps: steps of a whole training.
    package init(trialCount: Int, stepsPerRung: Int, plannedSteps: Int) {
        require(trialCount > 0, "There must be a trial at least, but are \(trialCount)")
        require(stepsPerRung > 0, "Trials are compared after a step at least, not after \(stepsPerRung)")
        self.trialCount = trialCount
        var rungs: [Int] = []
        var steps = stepsPerRung
        var left = trialCount
        while steps < plannedSteps && left > 1 {
            rungs.append(steps)
            left = (left + Self.share - 1) / Self.share
            let (next, overflow) = steps.multipliedReportingOverflow(by: Self.share)
            if overflow { break }
            steps = next
        }
        self.rungs = rungs
    }

    private static let share = 3

    /// Those that go on after a rung: the best third, and the first trial in any case, so that the winner is never worse
    /// than it.
    ///
    /// - Parameter ranked: the trials that came to the rung, the best first.
    package func survivors(of ranked: [Int]) -> [Int] {
        let best = ranked.prefix((ranked.count + Self.share - 1) / Self.share)
        return (best.contains(0) || !ranked.contains(0) ? Array(best) : [0] + best).sorted()
    }
}
