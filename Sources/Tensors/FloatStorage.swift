/// A run of floats on a 64-byte boundary, zero to begin with, freed with its last owner.
///
/// Owners give it value semantics: they copy it before a change unless they hold the only reference.
package final class FloatStorage: @unchecked Sendable {
    package let base: UnsafeMutablePointer<Float>
    package let count: Int

    package init(count: Int) {
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
        base.initialize(repeating: 0, count: max(count, 1))
        self.count = count
    }

    package convenience init(copying other: FloatStorage) {
        self.init(count: other.count)
        base.update(from: other.base, count: count)
    }

    deinit {
        base.deallocate()
    }

    package var elements: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: base, count: count)
    }
}
