/// What the elements of a tensor are like.
package struct TensorStatistics: Sendable, Hashable {
    /// The square root of the sum of squares of all finite elements.
    package private(set) var norm = 0.0
    /// The least and the greatest finite element; nil if there is none.
    package private(set) var range: ClosedRange<Float>?
    package private(set) var nanCount = 0
    package private(set) var infiniteCount = 0

    package init(of elements: UnsafeBufferPointer<Float>) {
        var (sum, least, greatest) = (0.0, Float.infinity, -Float.infinity)
        for element in elements {
            if element.isFinite {
                sum += Double(element) * Double(element)
                least = min(least, element)
                greatest = max(greatest, element)
            } else if element.isNaN {
                nanCount += 1
            } else {
                infiniteCount += 1
            }
        }
        norm = sum.squareRoot()
        range = least <= greatest ? least...greatest : nil
    }
}
