/// What the 8-bit integers of a row stand for.
///
/// An integer is worth itself times the scale. But 127 is the row's largest magnitude, of which the scale is the 127th
/// part: it is worth the float nearest to 127 scales whose 127th part is the scale again, to the last bit. So the row
/// that they stand for has the same integers and the same scale when it is rounded to 8 bits anew.
struct Int8Scale {
    private let scale: Float
    private let largest: Float

    init(_ scale: Float) {
        self.scale = scale
        largest = Self.largest(of: scale)
    }

    func value(of integer: Int8) -> Float {
        switch integer {
        case 127: largest
        case -127: -largest
        default: Float(integer) * scale
        }
    }

    /// Every float's 127th part is that of a float at most one away from 127 times it.
    private static func largest(of scale: Float) -> Float {
        let product = 127 * scale
        if product / 127 == scale { return product }
        if product.nextUp / 127 == scale { return product.nextUp }
        return product.nextDown / 127 == scale ? product.nextDown : product
    }

    /// Whether a row can have it.
    static func isPossible(_ scale: Float) -> Bool { scale >= 0 && largest(of: scale).isFinite }
}
