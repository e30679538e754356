/// How far a number is from the true one, in units in the last place of single precision there.
package func ulps(_ value: Float, from oracle: Double) -> Double {
    let rounded = Float(oracle)
    if value.isNaN || rounded.isNaN { return value.isNaN && rounded.isNaN ? 0 : .infinity }
    if !rounded.isFinite || !value.isFinite { return value == rounded ? 0 : .infinity }
    return abs(Double(value) - oracle) / Double(rounded.ulp)
}

/// The largest difference over the largest true magnitude; infinite where the counts differ or a number is not finite.
package func relativeError(_ values: [Float], from oracle: [Double]) -> Double {
    guard values.count == oracle.count, values.allSatisfy(\.isFinite) else { return .infinity }
    let difference = zip(values, oracle).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
    let largest = oracle.reduce(0) { max($0, abs($1)) }
    return difference == 0 ? 0 : difference / largest
}

extension [Float] {
    /// The bits of the numbers: what is compared where the same bits are promised, as `==` takes 0 for -0.
    package var bits: [UInt32] { map(\.bitPattern) }
}
