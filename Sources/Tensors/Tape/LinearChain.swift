/// A linear chain of tags: how well a tag goes with the one after it, with the start and with the end of a sequence
/// (Lafferty et al. 2001; Lample et al. 2016, section 2.2).
///
/// All is computed in double precision and by additions, multiplications and divisions alone, so that it depends on
/// nothing but the sequence.
struct LinearChain {
    /// How many tags there are.
    let tags: Int
    private let start: [Double]
    private let end: [Double]
    /// From each tag to each, `[tags, tags]`.
    private let transitions: [Double]
    /// Of all transitions.
    private let largest: Double
    /// `exp(transitions - largest)`
    private let factors: [Double]
    private let isFinite: Bool

    /// A sum of products below this may have lost what matters.
    private static let leastSum = 1e-250

    init(start: [Float], end: [Float], transitions: [Float]) {
        tags = start.count
        isFinite = (start + end + transitions).allSatisfy(\.isFinite)
        self.start = start.map(Double.init)
        self.end = end.map(Double.init)
        self.transitions = transitions.map(Double.init)
        let largest = self.transitions.reduce(-.infinity, max)
        self.largest = largest
        factors = isFinite ? self.transitions.map { PortableMath.exponential($0 - largest) } : []
    }

    /// The loss of a sequence in nats, `-log p(targets)`, and its gradient.
    struct Loss {
        var value: Double
        /// `[steps, tags]`
        var emissions: [Double]
        var start: [Double]
        var end: [Double]
        /// `[tags, tags]`
        var transitions: [Double]
    }

    /// `log Z - score(targets)` (Lample et al. 2016, section 2.2), with its gradient: what the model expects of each
    /// tag and pair of tags, less what the targets have.
    ///
    /// A sequence without a step has no loss; one with a number that is not finite has NaN everywhere.
    ///
    /// - Parameters:
    ///   - emissions: how well each tag goes with each step, `[steps, tags]`.
    ///   - targets: `[steps]`.
    func loss(_ emissions: [Double], targets: [Int]) -> Loss {
        let none = [Double](repeating: 0, count: tags)
        var loss = Loss(
            value: 0, emissions: [Double](repeating: 0, count: emissions.count), start: none, end: none,
            transitions: [Double](repeating: 0, count: tags * tags))
        guard !targets.isEmpty else { return loss }
        guard isFinite, emissions.allSatisfy(\.isFinite) else {
            return Loss(
                value: .nan, emissions: emissions.map { _ in .nan }, start: none.map { _ in .nan },
                end: none.map { _ in .nan }, transitions: transitions.map { _ in .nan })
        }
        let (before, after) = (forward(emissions), backward(emissions))
        let final = tags * (targets.count - 1)
        let total = Self.logSum((0..<tags).map { before[final + $0] + end[$0] })
        loss.value = total - score(emissions, targets)
        for (index, target) in targets.enumerated() {
            for tag in 0..<tags {
                let place = index * tags + tag
                loss.emissions[place] =
                    PortableMath.exponential(min(0, before[place] + after[place] - total)) - (tag == target ? 1 : 0)
            }
            if index > 0 { addPairs(&loss, at: index, emissions, before, after, total) }
        }
        loss.start = Array(loss.emissions.prefix(tags))
        loss.end = Array(loss.emissions.suffix(tags))
        for (from, to) in zip(targets, targets.dropFirst()) { loss.transitions[from * tags + to] -= 1 }
        return loss
    }

    private func score(_ emissions: [Double], _ targets: [Int]) -> Double {
        var score = start[targets[0]] + end[targets[targets.count - 1]]
        for (index, target) in targets.enumerated() {
            score += emissions[index * tags + target]
            if index > 0 { score += transitions[targets[index - 1] * tags + target] }
        }
        return score
    }

    /// For each step and tag the log of the sum over all ways to be there, its own emission counted.
    private func forward(_ emissions: [Double]) -> [Double] {
        var result = (0..<tags).map { start[$0] + emissions[$0] }
        result.reserveCapacity(emissions.count)
        for step in stride(from: tags, to: emissions.count, by: tags) {
            let last = Array(result[step - tags..<step])
            let (powers, most) = Self.powers(last)
            for to in 0..<tags {
                var sum = 0.0
                for from in 0..<tags { sum += powers[from] * factors[from * tags + to] }
                let log =
                    sum >= Self.leastSum
                    ? PortableMath.logarithm(sum) + most + largest
                    : Self.logSum((0..<tags).map { last[$0] + transitions[$0 * tags + to] })
                result.append(log + emissions[step + to])
            }
        }
        return result
    }

    /// For each step and tag the log of the sum over all ways to go on, its own emission not counted.
    private func backward(_ emissions: [Double]) -> [Double] {
        var result = [Double](repeating: 0, count: emissions.count)
        for tag in 0..<tags { result[emissions.count - tags + tag] = end[tag] }
        for step in stride(from: emissions.count - 2 * tags, through: 0, by: -tags) {
            let next = (step + tags..<step + 2 * tags).map { emissions[$0] + result[$0] }
            let (powers, most) = Self.powers(next)
            for from in 0..<tags {
                var sum = 0.0
                for to in 0..<tags { sum += powers[to] * factors[from * tags + to] }
                result[step + from] =
                    sum >= Self.leastSum
                    ? PortableMath.logarithm(sum) + most + largest
                    : Self.logSum((0..<tags).map { next[$0] + transitions[from * tags + $0] })
            }
        }
        return result
    }

    /// Adds how probable each pair of tags is at a step and the one before it.
    private func addPairs(
        _ loss: inout Loss, at step: Int, _ emissions: [Double], _ before: [Double], _ after: [Double], _ total: Double
    ) {
        let last = Array(before[(step - 1) * tags..<step * tags])
        let next = (step * tags..<(step + 1) * tags).map { emissions[$0] + after[$0] }
        let ((left, leftMost), (right, rightMost)) = (Self.powers(last), Self.powers(next))
        let exponent = leftMost + rightMost + largest - total
        let isInRange = exponent < 600
        let scale = isInRange ? PortableMath.exponential(exponent) : 0
        for from in 0..<tags {
            for to in 0..<tags {
                let pair = from * tags + to
                loss.transitions[pair] +=
                    isInRange
                    ? left[from] * scale * factors[pair] * right[to]
                    : PortableMath.exponential(min(0, last[from] + transitions[pair] + next[to] - total))
            }
        }
    }

    /// `exp(x - max x)`, and that largest of them.
    private static func powers(_ x: [Double]) -> (powers: [Double], most: Double) {
        let most = x.reduce(-.infinity, max)
        return (x.map { PortableMath.exponential($0 - most) }, most)
    }

    private static func logSum(_ x: [Double]) -> Double {
        let (powers, most) = powers(x)
        return most + PortableMath.logarithm(powers.reduce(0, +))
    }

    /// The best path of tags (Viterbi 1967); of equally good ones that of the smallest tags, seen from the end. NaN is
    /// worse than any number.
    func bestPath(_ emissions: [Double]) -> [Int] {
        guard !emissions.isEmpty else { return [] }
        func worth(_ x: Double) -> Double { x.isNaN ? -.infinity : x }
        var scores = (0..<tags).map { worth(start[$0] + emissions[$0]) }
        var origins: [[Int]] = []
        for step in stride(from: tags, to: emissions.count, by: tags) {
            var (next, origin) = (scores, [Int](repeating: 0, count: tags))
            for to in 0..<tags {
                var best = -Double.infinity
                for from in 0..<tags {
                    let score = worth(scores[from] + transitions[from * tags + to])
                    if score > best { (best, origin[to]) = (score, from) }
                }
                next[to] = worth(best + emissions[step + to])
            }
            scores = next
            origins.append(origin)
        }
        let final = scores.indices.map { worth(scores[$0] + end[$0]) }
        var path = [final.indices.reduce(0) { final[$1] > final[$0] ? $1 : $0 }]
        for origin in origins.reversed() { path.append(origin[path[path.count - 1]]) }
        return path.reversed()
    }
}
