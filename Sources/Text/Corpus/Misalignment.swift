import Foundation

/// A stretch of pairs whose sources fit the targets of neighbouring lines better than their own, as happens when a line
/// is missing on one side.
///
/// The lengths of a text and of its translation go together. So each pair is judged by the logarithm of the ratio of
/// its lengths, once with its own target and once with that of a line a little further on or back (after Gale and
/// Church 1993).
public struct Misalignment: Sendable, Hashable {
    /// The first pair and the one after the last, as indices; the ends may be a few pairs off.
    public let pairs: Range<Int>

    /// How many lines further on the fitting targets are; negative if they are further back.
    public let shift: Int

    /// The first stretch that is surely long enough to be no accident, if there is one.
    public static func first(in pairs: [TextPair]) -> Misalignment? {
        let fit = LengthFit(pairs)
        let found = [1, -1, 2, -2, 3, -3].compactMap { shift in
            fit.stretch(shift: shift).map { Misalignment(pairs: $0, shift: shift) }
        }
        .filter { !isDialogue(pairs, $0.pairs) }
        // Where neighbouring texts are of like length, other shifts are better than none, but not the best.
        guard let start = found.map(\.pairs.lowerBound).min() else { return nil }
        let beginning = start..<min(start + 200, pairs.count)
        return found.filter { $0.pairs.overlaps(beginning) }.max {
            fit.gain(shift: $0.shift, of: $0.pairs.clamped(to: beginning))
                < fit.gain(shift: $1.shift, of: $1.pairs.clamped(to: beginning))
        }
    }
}

extension Misalignment {
    /// Whether many targets of a stretch are the next line's source, word for word, as in a dialogue. There lengths say
    /// nothing of what belongs together.
    ///
    /// In tasks of copying and correcting, the same comes of a missing line.
    private static func isDialogue(_ pairs: [TextPair], _ stretch: Range<Int>) -> Bool {
        let inner = stretch.dropLast()
        let chained = inner.filter { pairs[$0].target == pairs[$0 + 1].source }
        guard 4 * chained.count > inner.count else { return false }
        let others = pairs.indices.filter { !stretch.contains($0) }
        let copied = others.count { pairs[$0].source == pairs[$0].target }
        guard others.isEmpty || 2 * copied < others.count else { return false }
        // Where a dialogue ends, another begins. Where a text is corrected, most of it stays.
        let broken = inner.filter { pairs[$0].target != pairs[$0 + 1].source }
        let corrected = broken.count { areAlike(pairs[$0].target, pairs[$0 + 1].source) }
        guard broken.isEmpty || 2 * corrected < broken.count else { return false }
        // People talk in words.
        return 2 * chained.count { isSpoken(pairs[$0].target) } >= chained.count
    }

    /// Whether two texts have most of their parts of three characters in common.
    private static func areAlike(_ one: String, _ other: String) -> Bool {
        func parts(_ text: String) -> Set<[Unicode.Scalar]> {
            let scalars = Array(text.unicodeScalars)
            return Set(scalars.indices.dropLast(2).map { Array(scalars[$0..<$0 + 3]) })
        }
        let (one, other) = (parts(one), parts(other))
        return 2 * one.intersection(other).count > min(one.count, other.count)
    }

    /// Whether a text has several words, or is of a script that writes them without spaces.
    private static func isSpoken(_ text: String) -> Bool {
        text.unicodeScalars.split(whereSeparator: \.isWhiteSpace).count > 1
            || text.unicodeScalars.contains { scalar in
                scalar.properties.isIdeographic || (0x0E00...0x0FFF).contains(scalar.value)
                    || (0x1780...0x17FF).contains(scalar.value) || (0x3040...0x30FF).contains(scalar.value)
            }
    }
}

/// How well lengths of sources go with lengths of targets.
struct LengthFit {
    private let sources: [Double]
    private let targets: [Double]

    /// The usual logarithm of a target's length over its source's.
    let logRatio: Double

    /// The variance of such logarithms, extremes aside.
    private let variance: Double

    init(_ pairs: [TextPair]) {
        let sources = pairs.map { log(Double($0.source.unicodeScalars.count + 1)) }
        let targets = pairs.map { log(Double($0.target.unicodeScalars.count + 1)) }
        let logRatio = Self.median(zip(sources, targets).map { $1 - $0 })
        let squares = zip(sources, targets).map { ($1 - $0 - logRatio) * ($1 - $0 - logRatio) }
        self.sources = sources
        self.targets = targets
        self.logRatio = logRatio
        // The median of a squared normal deviate is 0.455; equal lengths throughout must not make one letter a wonder.
        variance = max(Self.median(squares) / 0.455, 0.01)
    }

    /// The stretch of sources that gain most if they are paired with shifted targets, if they gain enough.
    func stretch(shift: Int) -> Range<Int>? {
        var best = (gain: Self.neededGain, range: nil as Range<Int>?)
        var (gain, start) = (0.0, max(0, -shift))
        for index in max(0, -shift)..<max(0, -shift, sources.count - max(0, shift)) {
            gain += self.gain(shift: shift, of: index)
            if gain <= 0 {
                (gain, start) = (0, index + 1)
            } else if gain > best.gain {
                best = (gain, start..<index + 1)
            }
        }
        return best.range
    }

    /// What some sources gain in all if they are paired with shifted targets, in nats.
    func gain(shift: Int, of range: Range<Int>) -> Double {
        range.reduce(0) { $0 + gain(shift: shift, of: $1) }
    }

    private func gain(shift: Int, of index: Int) -> Double {
        (cost(index, index) - cost(index, index + shift)) / 2 - Self.toll
    }

    /// How many variances the lengths of a source and a target are off, within bounds, so that no pair decides alone.
    private func cost(_ source: Int, _ target: Int) -> Double {
        let difference = targets[target] - sources[source] - logRatio
        return min(difference * difference / variance, 9)
    }

    private static func median(_ values: [Double]) -> Double {
        values.isEmpty ? 0 : values.sorted()[values.count / 2]
    }

    /// What each pair must gain, in nats, so that lengths which do not go together at all add up to nothing.
    private static let toll = 0.25

    /// What a stretch must gain, in nats.
    private static let neededGain = 60.0
}
