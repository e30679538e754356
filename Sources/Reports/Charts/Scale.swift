import Foundation
import Seq2SeqSettings

/// An axis: which numbers it spans, and which of them are written at it.
package struct Scale: Sendable, Hashable {
    /// The number at its start.
    package let low: Double
    /// The number at its end, which is greater.
    package let high: Double
    /// Whether equal lengths are equal factors.
    package let isLogarithmic: Bool
    /// The numbers that are written at it, in their order.
    package let ticks: [Double]

    /// An axis that holds numbers, of which those that are not finite do not count.
    ///
    /// - Parameters:
    ///   - fromZero: whether it starts at 0.
    ///   - logarithmic: whether to show factors, which takes numbers above 0.
    ///   - count: about how many numbers are written at it.
    package init(_ values: [Double], fromZero: Bool = false, logarithmic: Bool = false, count: Int = 5) {
        let finite = values.filter { $0.isFinite && abs($0) < 1e300 && (!logarithmic || $0 > 1e-300) }
        var (low, high) = (finite.min() ?? (logarithmic ? 0.1 : 0), finite.max() ?? 1)
        if fromZero && !logarithmic { low = min(0, low) }
        isLogarithmic = logarithmic
        if logarithmic {
            if high / low < 1.5 { (low, high) = (low / 1.25, high * 1.25) }
            (self.low, self.high) = (low, high)
            ticks = Self.factors(low, high, count: count)
        } else {
            if high - low <= max(abs(low), abs(high)) * 1e-9 || high - low < 1e-290 {
                let margin = abs(high) < 1e-290 ? 1 : abs(high) / 2
                (low, high) = (fromZero && low >= 0 ? 0 : low - margin, high + margin)
            }
            let step = Self.step((high - low) / Double(count))
            // What was rounded by a hair makes no step more.
            let (first, last) = ((low / step + 1e-9).rounded(.down), (high / step - 1e-9).rounded(.up))
            (self.low, self.high) = (first * step, last * step)
            ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
        }
    }

    /// 1, 2 or 5 times a power of ten, not less than the number.
    private static func step(_ least: Double) -> Double {
        let power = pow(10, log10(least).rounded(.down))
        let needed = least * (1 - 1e-9)
        let factor: Double = [1, 2, 5].first { (factor: Double) in factor * power >= needed } ?? 10
        return factor * power
    }

    /// Powers of ten between two numbers, with their halves and fifths if there are few.
    private static func factors(_ low: Double, _ high: Double, count: Int) -> [Double] {
        let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        for digits in [[1.0, 1.5, 2, 3, 4, 5, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]] {
            let range = low * (1 - 1e-9)...high * (1 + 1e-9)
            let ticks = exponents.flatMap { exponent -> [Double] in
                let power = pow(10, Double(exponent))
                return digits.map { $0 * power }.filter(range.contains)
            }
            if ticks.count <= count + 2 { return ticks }
        }
        let every = (exponents.count + count - 1) / count
        let powers = exponents.filter { $0.isMultiple(of: every) }.map { pow(10, Double($0)) }
        return powers.filter { $0 >= low && $0 <= high }
    }

    /// Where a number stands, from 0 at the start to 1 at the end; nil of a number that is not finite.
    package func position(of value: Double) -> Double? {
        guard value.isFinite else { return nil }
        let span = isLogarithmic ? log(high / low) : high - low
        let share = (isLogarithmic ? log(max(value, 1e-300) / low) : value - low) / span
        return min(1, max(0, share))
    }

    /// A number as it is written at the axis.
    package func label(_ tick: Double) -> String {
        if !isLogarithmic, ticks.count > 1 { return Figures.short(tick, step: ticks[1] - ticks[0]) }
        return Figures.short(tick, step: tick / 2)
    }
}
