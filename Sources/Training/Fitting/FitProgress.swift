/// Which epoch of a fit was the best, and how long ago. An epoch is judged by the loss of its validation.
package struct FitProgress: Codable {
    /// The lowest loss of a validation so far.
    private(set) var best: Double?
    /// Epochs since then.
    private(set) var epochsSinceBest = 0

    /// Epochs that were not the best so far.
    private(set) var plateaus = 0

    /// Takes note of an epoch that was validated.
    ///
    /// - Returns: whether it is the best so far. A loss that is no number is better than none.
    mutating func note(_ loss: Double) -> Bool {
        let isBest = best.map { loss < $0 || ($0.isNaN && !loss.isNaN) } ?? true
        if isBest {
            best = loss
            epochsSinceBest = 0
        } else {
            epochsSinceBest += 1
            plateaus += 1
        }
        return isBest
    }
}
