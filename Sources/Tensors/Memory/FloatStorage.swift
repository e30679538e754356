import Foundation
import Seq2SeqSettings

/// A run of floats on a 64-byte boundary, zero to begin with, freed with its last owner.
///
/// Owners give it value semantics: they copy it before a change unless they hold the only reference.
package final class FloatStorage: @unchecked Sendable {
    package let base: UnsafeMutablePointer<Float>
    package let count: Int
    /// What the memory is a part of; nil if it is this piece's own.
    private let whole: FloatStorage?
    private let allocation: UnsafeMutableRawPointer

    private static let alignment = 64

    package init(count: Int) {
        // Large pieces come from the system as zeros that cost nothing until they are used.
        let bytes = max(count, 1) * MemoryLayout<Float>.stride + Self.alignment
        guard let allocation = calloc(bytes, 1) else { fail("There is no memory for \(bytes) bytes") }
        self.allocation = allocation
        #if os(Linux)
            Self.askForLargePages(of: allocation, bytes: bytes)
        #endif
        base = allocation.alignedUp(toMultipleOf: Self.alignment).bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
        whole = nil
    }

    /// A part of another run, which lives as long as its parts do; it starts at a multiple of 16.
    package init(part range: Range<Int>, of whole: FloatStorage) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= whole.count && range.lowerBound % 16 == 0,
            "\(range) is no part of \(whole.count) floats that starts at a multiple of 16")
        self.whole = whole
        allocation = whole.allocation
        base = whole.base + range.lowerBound
        count = range.count
    }

    #if os(Linux)
        /// A large piece is better had in pages of 2 MiB: of 4 KiB, a fault for each costs as much as the arithmetic.
        private static func askForLargePages(of allocation: UnsafeMutableRawPointer, bytes: Int) {
            let page = 4096
            guard bytes >= 1 << 22 else { return }
            let start = allocation.alignedUp(toMultipleOf: page)
            // The system may decline; nothing depends on it.
            _ = madvise(start, (bytes - (start - allocation)) / page * page, MADV_HUGEPAGE)
        }
    #endif

    /// Room for bytes of another kind, all zero.
    package convenience init(bytes: Int) {
        self.init(count: (bytes + MemoryLayout<Float>.stride - 1) / MemoryLayout<Float>.stride)
    }

    package convenience init(copying other: FloatStorage) {
        self.init(count: other.count)
        base.update(from: other.base, count: count)
    }

    deinit {
        if whole == nil { free(allocation) }
    }

    package var elements: UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: base, count: count)
    }
}
