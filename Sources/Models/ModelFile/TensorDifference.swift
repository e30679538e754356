/// How two tensors of one shape differ.
package struct TensorDifference: Sendable, Hashable {
    /// Elements whose bits are not the same.
    package private(set) var count = 0
    /// The largest difference of two elements, as an absolute value; NaN if one of two that differ is no number.
    package private(set) var largest = 0.0
    /// Where that is, by row and column.
    package private(set) var place: [Int] = []
    /// The norm of all differences, relative to that of the first tensor.
    package private(set) var relativeNorm = 0.0

    package init(of first: UnsafeBufferPointer<Float>, from second: UnsafeBufferPointer<Float>, shape: [Int]) {
        var (sum, scale, index) = (0.0, 0.0, 0)
        for (position, (one, other)) in zip(first, second).enumerated() {
            scale += Double(one) * Double(one)
            if one.bitPattern == other.bitPattern { continue }
            let difference = abs(Double(one) - Double(other))
            if count == 0 || difference > largest || (difference.isNaN && !largest.isNaN) {
                (largest, index) = (difference, position)
            }
            count += 1
            sum += difference * difference
        }
        relativeNorm = count == 0 ? 0 : (sum / scale).squareRoot()
        if count > 0 { place = Self.place(of: index, in: shape) }
    }

    /// Whether all bits are the same.
    package var isEqual: Bool { count == 0 }

    private static func place(of index: Int, in shape: [Int]) -> [Int] {
        var rest = index
        return shape.reversed().map { size in
            defer { rest /= max(1, size) }
            return rest % max(1, size)
        }.reversed()
    }
}
