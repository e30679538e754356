import Seq2SeqSettings

/// Rows of floats that own their memory, `[count, columns]`.
public struct Rows: Sendable {
    /// How many rows there are.
    public let count: Int
    /// How many floats a row has.
    public let columns: Int
    /// Floats from one row to the next.
    private let stride: Int
    private let storage: FloatStorage

    /// A copy of a matrix.
    package init(copying matrix: Matrix) {
        self.init(
            count: matrix.rows, columns: matrix.columns,
            storage: FloatStorage(count: matrix.rows * matrix.columns))
        self.matrix.copy(from: matrix)
    }

    /// - Parameter stride: floats from one row to the next; nil for a row's own.
    init(count: Int, columns: Int, stride: Int? = nil, storage: FloatStorage) {
        self.count = count
        self.columns = columns
        self.stride = stride ?? columns
        self.storage = storage
    }

    /// The same rows with as many columns more as it takes.
    package func widened(to width: Int, by value: Float) -> Rows {
        let wide = Rows(count: count, columns: width, storage: FloatStorage(count: count * width))
        wide.matrix.fill(with: value)
        wide.matrix.columns(0..<columns).copy(from: matrix)
        return wide
    }

    /// The elements of a row, `[columns]`.
    public subscript(row: Int) -> [Float] {
        Array(UnsafeBufferPointer(rebasing: buffer(ofRow: row)[...]))
    }

    /// The memory of a row, valid while this value is.
    package func buffer(ofRow row: Int) -> UnsafeBufferPointer<Float> {
        require(row >= 0 && row < count, "A row must be in 0..<\(count), but is \(row)")
        return UnsafeBufferPointer(start: storage.base + row * stride, count: columns)
    }

    /// A view of all rows, valid while this value is.
    package var matrix: Matrix {
        Matrix(base: storage.base, rows: count, columns: columns, stride: stride)
    }

    /// The rows of the indices, in any order and as often as wanted, `[indices, columns]`.
    public func selecting(_ rows: [Int]) -> Rows {
        let result = FloatStorage(count: rows.count * columns)
        for (index, row) in rows.enumerated() {
            require(row >= 0 && row < count, "A row must be in 0..<\(count), but is \(row)")
            (result.base + index * columns).update(from: storage.base + row * stride, count: columns)
        }
        return Rows(count: rows.count, columns: columns, storage: result)
    }
}
