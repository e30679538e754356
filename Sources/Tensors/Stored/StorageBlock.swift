/// Memory for many weights in one piece, which the system gives in large pages.
package final class StorageBlock {
    private let whole: FloatStorage
    private var used = 0

    /// - Parameter bytes: about how many will be taken. What is not taken costs nothing.
    package init(bytes: Int) { whole = FloatStorage(bytes: bytes) }

    /// The next so many floats, zero to begin with; in a piece of their own if there is no room left.
    func take(_ count: Int) -> FloatStorage {
        let end = used + (count + 15) / 16 * 16
        guard end <= whole.count else { return FloatStorage(count: count) }
        defer { used = end }
        return FloatStorage(part: used..<used + count, of: whole)
    }

    /// Room for bytes of another kind.
    func take(bytes: Int) -> FloatStorage {
        take((bytes + MemoryLayout<Float>.stride - 1) / MemoryLayout<Float>.stride)
    }
}
