/// A view of floats that an arena, a store or a packed panel owns: rows of `columns` floats, `stride` apart.
///
/// It is valid as long as its owner keeps the memory; an arena does so until it is reset.
package struct Matrix {
    package let base: UnsafeMutablePointer<Float>
    package let rows: Int
    package let columns: Int
    package let stride: Int

    package init(base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
        self.base = base
        self.rows = rows
        self.columns = columns
        self.stride = stride
    }

    /// The rows of the range, sharing memory.
    package func rows(_ range: Range<Int>) -> Matrix {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "Rows \(range) are not in 0..<\(rows)")
        return Matrix(base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
    }

    /// The columns of the range, sharing memory.
    package func columns(_ range: Range<Int>) -> Matrix {
        precondition(range.lowerBound >= 0 && range.upperBound <= columns, "Columns \(range) are not in 0..<\(columns)")
        return Matrix(base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
    }

    /// Where a row starts.
    package func row(_ row: Int) -> UnsafeMutablePointer<Float> {
        base + row * stride
    }

    package func fill(with value: Float) {
        for index in 0..<rows { row(index).update(repeating: value, count: columns) }
    }

    /// Copies every element of a matrix of the same shape.
    package func copy(from other: Matrix) {
        precondition(rows == other.rows && columns == other.columns, "Shapes differ: \(shape) and \(other.shape)")
        for index in 0..<rows { row(index).update(from: other.row(index), count: columns) }
    }

    /// The elements in row-major order.
    package var elements: [Float] {
        (0..<rows).flatMap { Array(UnsafeBufferPointer(start: row($0), count: columns)) }
    }

    package var shape: String { "[\(rows), \(columns)]" }
}
