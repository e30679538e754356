import Seq2SeqRandomness

/// How the weights of a model start. Biases are zeros, with 1 for the forget gates, and embeddings uniform in plus or
/// minus 0.1, whatever this is.
public enum InitialWeights: String, Sendable, Codable, CaseIterable {
    /// Uniform in the bounds of Glorot and Bengio 2010, eq. 16, for each gate.
    case glorot
    /// Uniform in plus or minus 0.1 (Luong et al. 2015, section 4.1).
    case uniform
    /// As `glorot`, with recurrent weights that are orthogonal gate by gate (Saxe et al. 2014).
    case orthogonal

    /// What becomes of a weight that a layer declares.
    func initializer(for declared: Initializer) -> Initializer {
        switch (self, declared) {
        case (.orthogonal, .recurrent(let gates)): .orthogonal(gates: gates)
        case (.glorot, .recurrent(let gates)): .glorot(gates: gates)
        case (.uniform, .recurrent), (.uniform, .glorot): .uniform(0.1)
        default: declared
        }
    }
}

/// Random orthogonal matrices by reflections, in double precision: what the QR decomposition of a random matrix gives,
/// for less (Stewart 1980, "The efficient generation of random orthogonal matrices with an application to condition
/// estimators", section 3).
enum OrthogonalMatrix {
    /// A matrix `[size, size]`, row after row.
    static func random(size: Int, using random: inout RandomSource) -> [Double] {
        var matrix = [Double](repeating: 0, count: size * size)
        // From the last row and column on, an ever larger block is reflected so that its first axis gets a random
        // direction. The sign makes it that direction and not its opposite.
        for start in (0..<size).reversed() {
            var normal = (start..<size).map { _ in nearlyNormal(using: &random) }
            let sign: Double = normal[0] < 0 ? -1 : 1
            matrix[start * size + start] = -sign
            normal[0] += sign * squaredNorm(normal).squareRoot()
            reflect(&matrix, size: size, from: start, along: normal)
        }
        return matrix
    }

    /// Reflects the rows and columns from `start` on: `B - 2 v (v^T B) / (v^T v)`. Sums run down the rows, so that
    /// columns are independent of each other.
    private static func reflect(_ matrix: inout [Double], size: Int, from start: Int, along normal: [Double]) {
        let square = squaredNorm(normal)
        guard square > 0 else { return }
        let count = size - start
        var products = [Double](repeating: 0, count: count)
        matrix.withUnsafeMutableBufferPointer { matrix in
            for row in 0..<count {
                let first = (start + row) * size + start
                for column in 0..<count { products[column] += normal[row] * matrix[first + column] }
            }
            for row in 0..<count {
                let first = (start + row) * size + start
                let factor = 2 * normal[row] / square
                for column in 0..<count { matrix[first + column] -= factor * products[column] }
            }
        }
    }

    private static func squaredNorm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 } }

    /// Near enough to a normal distribution for every direction to be as likely, and the same bits on every machine, as
    /// logarithms are not: the sum of twelve uniform numbers has the variance 1.
    private static func nearlyNormal(using random: inout RandomSource) -> Double {
        (0..<12).reduce(-6) { sum, _ in sum + Double(random.nextUnit()) }
    }
}
