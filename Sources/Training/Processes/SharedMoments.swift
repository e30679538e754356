import Seq2SeqModels
import Seq2SeqTensors

/// The moments of an optimiser of which each process has a part, as they come together in the file of a checkpoint.
///
/// They are never whole in memory: the process that writes the file receives them piece by piece while it writes. It is
/// used by the thread that trains.
final class SharedMoments: @unchecked Sendable {
    private let processes: any Communicator
    private let parts: [Range<Int>]
    /// This process's part of the first and of the second moment.
    private let own: [FloatStorage]

    private static let pieceLength = 1 << 20

    /// Nil if there are no moments yet, or never.
    init?(of optimizer: Optimizer, _ sharing: Trainer.Sharing) {
        guard optimizer.stepCount > 0, optimizer.method.keepsMoments else { return nil }
        processes = sharing.processes
        parts = sharing.sum.parts
        own = [optimizer.firstMoment, optimizer.secondMoment]
    }

    /// What a process does whose checkpoint is not written: it gives its parts if another process's is.
    func standBy() {
        guard processes.isAny(false) else { return }
        _ = checks()
        for moment in own.indices { read(moment) { _ in } }
    }

    /// The first and the second moment for the process that writes them, in this order, while the others stand by.
    func gathered() -> [any FloatParts] {
        _ = processes.isAny(true)
        let checks = checks()
        return own.indices.map { moment in
            Gathered(
                moments: self, index: moment, count: parts.reduce(0) { $0 + $1.count },
                checks: zip(parts, checks).map { ($1[moment], $0.count * MemoryLayout<Float>.size) })
        }
    }

    /// The checks of each process's parts.
    private func checks() -> [[UInt32]] {
        let checks = own.map { part in
            var check = CRC32()
            check.add(UnsafeRawBufferPointer(part.elements))
            return check.value
        }
        return processes.gather([checks], of: processes.count)
    }

    /// Brings a moment to the first process, which gets its floats run by run in their order.
    private func read(_ moment: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Void) rethrows {
        let own = UnsafeBufferPointer(own[moment].elements)
        let room = FloatStorage(count: processes.isFirst ? Self.pieceLength : 0)
        let nothing = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
        if processes.isFirst { try body(own) }
        for (owner, part) in parts.enumerated().dropFirst() {
            for start in stride(from: 0, to: part.count, by: Self.pieceLength) {
                let count = min(Self.pieceLength, part.count - start)
                let piece = UnsafeMutableBufferPointer(start: room.base, count: count)
                processes.exchange(
                    parts.indices.map { receiver in
                        UnsafeBufferPointer(
                            rebasing: receiver == 0 && owner == processes.rank ? own[start..<start + count] : own[..<0])
                    },
                    into: parts.indices.map { $0 == owner && processes.isFirst ? piece : nothing }, during: {})
                if processes.isFirst { try body(UnsafeBufferPointer(piece)) }
            }
        }
    }

    /// One of the moments, as it is written.
    private final class Gathered: FloatParts, @unchecked Sendable {
        let count: Int
        let checks: [(value: UInt32, byteCount: Int)]
        private let moments: SharedMoments
        private let index: Int

        init(moments: SharedMoments, index: Int, count: Int, checks: [(value: UInt32, byteCount: Int)]) {
            (self.moments, self.index, self.count, self.checks) = (moments, index, count, checks)
        }

        func read(_ body: (UnsafeBufferPointer<Float>) throws -> Void) throws { try moments.read(index, body) }
    }
}
