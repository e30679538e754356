/// By how much numbers were above what had been said of their quantiles, in the model's units: what a calibration is
/// learnt from.
struct QuantileErrors {
    let shares: [Double]
    /// Of each step by itself, ascending. `[steps][output][quantiles]`
    private var ofSteps: [[[[Float]]]] = []
    /// Of all steps together, ascending. `[output][quantiles]`
    private var ofAll: [[[Float]]]

    /// None yet.
    init(shares: [Double], features: Int) {
        self.shares = shares
        ofAll = .init(repeating: .init(repeating: [], count: shares.count), count: features)
    }

    /// Steps that there are errors of.
    var stepCount: Int { ofSteps.count }

    /// Whether there is one at least of each feature and quantile.
    var areOfAll: Bool { ofAll.joined().allSatisfy { !$0.isEmpty } }

    /// Adds those of a number.
    ///
    /// - Parameters:
    ///   - number: what came.
    ///   - quantiles: what had been said of it, without any calibration. `[quantiles]`
    ///   - unit: what 1 of the model's units is in those of both.
    ///   - inOrder: whether they are put where they belong; if not, `sort` is to follow.
    mutating func add(
        _ number: Float, above quantiles: [Float], unit: Float, step: Int, feature: Int, inOrder: Bool = true
    ) {
        while ofSteps.count <= step { ofSteps.append(ofAll.map { $0.map { _ in [] } }) }
        for (index, quantile) in quantiles.enumerated() {
            let error = (number - quantile) / unit
            guard error.isFinite else { continue }
            if inOrder {
                ofSteps[step][feature][index].insert(ascending: error)
                ofAll[feature][index].insert(ascending: error)
            } else {
                ofSteps[step][feature][index].append(error)
                ofAll[feature][index].append(error)
            }
        }
    }

    /// Puts in order what was added without, all at once: of many that takes much less time.
    mutating func sort() {
        for feature in ofAll.indices {
            for index in shares.indices {
                ofAll[feature][index].sort()
                for step in ofSteps.indices { ofSteps[step][feature][index].sort() }
            }
        }
    }

    /// What is to be added to a quantile for a share of the errors to be no greater: those of the step where they are
    /// enough to say so, otherwise those of all steps; 0 if there is none.
    ///
    /// - Parameter level: the share, which may be below 0 or above 1: then it is beyond all errors.
    func offset(step: Int, feature: Int, _ index: Int, level: Double) -> Float {
        let own = ofSteps.isEmpty ? [] : ofSteps[min(step, ofSteps.count - 1)][feature][index]
        let tail = min(shares[index], 1 - shares[index])
        // Of nine a tenth is the first, whatever 1 - 0.9 is rounded to.
        let isEnough = Double(own.count + 1) * tail >= 1 - 1e-9
        return Self.quantile(isEnough ? own : ofAll[feature][index], level)
    }

    /// The quantile of a sample that a further number is below with the probability `level`: on straight lines between
    /// the ranks `level (n + 1)` (Hyndman and Fan 1996, definition 6), and beyond them by the sample's spread.
    ///
    /// - Parameter sorted: ascending.
    static func quantile(_ sorted: [Float], _ level: Double) -> Float {
        guard let least = sorted.first, let greatest = sorted.last else { return 0 }
        let place = level * Double(sorted.count + 1) - 1
        let spread = Double(sorted.count > 1 ? greatest - least : abs(least))
        if place < 0 { return Float(Double(least) + place / Double(sorted.count + 1) * spread) }
        let beyond = place - Double(sorted.count - 1)
        if beyond >= 0 { return Float(Double(greatest) + beyond / Double(sorted.count + 1) * spread) }
        let lower = Int(place)
        return sorted[lower] + Float(place - Double(lower)) * (sorted[lower + 1] - sorted[lower])
    }
}

extension [Float] {
    /// Puts a number where it stands in ascending order, after those that are equal.
    fileprivate mutating func insert(ascending number: Float) {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] <= number { low = middle + 1 } else { high = middle }
        }
        insert(number, at: low)
    }
}
