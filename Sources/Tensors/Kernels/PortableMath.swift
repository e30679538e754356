/// Elementary functions made of additions, multiplications and divisions alone, so that they give the same bits on
/// every machine; those of the system's library depend on its version and on the processor.
package enum PortableMath {
    private static let log2High = 0x1.62e42fefa3800p-1
    private static let log2Low = 0x1.ef35793c76730p-45

    /// The natural logarithm of a positive normal number, within a few units in the last place.
    package static func logarithm(_ x: Double) -> Double {
        precondition(x.isNormal && x > 0, "A logarithm is taken of positive numbers, but this one is \(x)")
        var significand = x.significand
        var exponent = Double(x.exponent)
        if significand > 1.4142135623730951 {
            significand /= 2
            exponent += 1
        }
        // log m = 2 artanh((m - 1) / (m + 1)), with |s| below 0.172.
        let s = (significand - 1) / (significand + 1)
        let square = s * s
        var sum = 0.0
        for divisor in stride(from: 23.0, to: 1.0, by: -2.0) { sum = (sum + 1 / divisor) * square }
        return exponent * log2High + (2 * s + (2 * s * sum + exponent * log2Low))
    }

    /// `e` to the power of `x`, within a few units in the last place; zero where that is smaller than any normal
    /// number.
    package static func exponential(_ x: Double) -> Double {
        precondition(x < 709, "This power of e is too large for a number: \(x)")
        guard x > -708 else { return 0 }
        let exponent = (x / (log2High + log2Low)).rounded()
        let rest = (x - exponent * log2High) - exponent * log2Low
        // Taylor's series for |rest| below 0.347.
        var sum = 1.0
        for term in stride(from: 14.0, through: 1.0, by: -1.0) { sum = 1 + rest / term * sum }
        return Double(sign: .plus, exponent: Int(exponent), significand: sum)
    }

    /// `base` to the power of `exponent`, for a positive base; the greatest number there is where that is greater.
    package static func power(_ base: Double, _ exponent: Double) -> Double {
        if exponent == 0 { return 1 }
        let logarithm = exponent * logarithm(base)
        return logarithm < 709 ? exponential(logarithm) : .greatestFiniteMagnitude
    }
}
