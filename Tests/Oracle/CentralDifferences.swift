/// The gradient of a function with respect to every element of some matrices, by central differences.
///
/// With a step of 1e-5, what is cut off and what is rounded are both about 1e-10 of the function's value.
package func centralDifferences(
    at point: [DoubleMatrix], step: Double = 1e-5, of function: ([DoubleMatrix]) -> Double
) -> [DoubleMatrix] {
    var moved = point
    return point.indices.map { index in
        var gradient = point[index]
        for element in gradient.elements.indices {
            let value = point[index].elements[element]
            moved[index].elements[element] = value + step
            let above = function(moved)
            moved[index].elements[element] = value - step
            let below = function(moved)
            moved[index].elements[element] = value
            gradient.elements[element] = (above - below) / (2 * step)
        }
        return gradient
    }
}
