/// A table `[rows, columns]` in 8 bits, row after row, with a scale for each row.
package struct Int8Table: @unchecked Sendable {
    package let rows: Int
    package let columns: Int
    /// Owns the integers.
    private let storage: FloatStorage
    private let values: UnsafeMutablePointer<Int8>
    private let scales: FloatStorage

    /// A table of zeros.
    init(rows: Int, columns: Int, in block: StorageBlock? = nil) {
        (self.rows, self.columns) = (rows, columns)
        storage = block?.take(bytes: rows * columns) ?? FloatStorage(bytes: rows * columns)
        values = UnsafeMutableRawPointer(storage.base).bindMemory(to: Int8.self, capacity: rows * columns)
        scales = block?.take(rows) ?? FloatStorage(count: rows)
    }

    /// The integers of rows; nobody else may read them while they change.
    package func integers(ofRows range: Range<Int>) -> UnsafeMutableBufferPointer<Int8> {
        precondition(range.lowerBound >= 0 && range.upperBound <= rows, "Rows \(range) are not in 0..<\(rows)")
        return UnsafeMutableBufferPointer(start: values + range.lowerBound * columns, count: range.count * columns)
    }

    /// `[rows]`; nobody else may read them while they change.
    package var rowScales: UnsafeMutableBufferPointer<Float> { scales.elements }

    /// Whether a row can have a scale.
    package static func isPossible(scale: Float) -> Bool { Int8Scale.isPossible(scale) }

    /// What a row stands for.
    func copyRow(_ row: Int, to elements: UnsafeMutablePointer<Float>) {
        let scale = Int8Scale(scales.base[row])
        for (column, integer) in integers(ofRows: row..<row + 1).enumerated() {
            elements[column] = scale.value(of: integer)
        }
    }
}
