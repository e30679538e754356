import Foundation
import Seq2SeqTraining

/// Threads that stand for the processes of a training.
final class ThreadProcesses: @unchecked Sendable {
    let count: Int
    private let condition = NSCondition()
    private var waiting = 0
    private var generation = 0
    /// What each has laid out for the others.
    private var table: [Any?]

    private init(count: Int) {
        self.count = count
        table = Array(repeating: nil, count: count)
    }

    /// Runs work as each of several processes, and returns what each came to.
    static func run<Result: Sendable>(
        _ count: Int, _ work: @escaping @Sendable (any Communicator) -> Result
    ) -> [Result] {
        let processes = ThreadProcesses(count: count)
        let results = Results<Result>(count: count)
        let ended = DispatchGroup()
        for rank in 0..<count {
            ended.enter()
            let thread = Thread {
                results.set(rank, work(ThreadProcess(rank, of: processes)))
                ended.leave()
            }
            thread.stackSize = 1 << 24
            thread.start()
        }
        ended.wait()
        return results.all
    }

    /// Lays something out, and takes what the others have laid out while it lies there.
    func meet(_ rank: Int, _ own: Any, _ take: ([Any?]) -> Void) {
        condition.withLock { table[rank] = own }
        wait()
        take(table)
        wait()
    }

    /// Returns when all have come here.
    private func wait() {
        condition.lock()
        let mine = generation
        waiting += 1
        if waiting == count {
            waiting = 0
            generation += 1
            condition.broadcast()
        }
        while mine == generation { condition.wait() }
        condition.unlock()
    }
}

private final class Results<Result: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var results: [Result?]

    init(count: Int) { results = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ result: Result) { lock.withLock { results[index] = result } }

    var all: [Result] { lock.withLock { results.compactMap(\.self) } }
}

/// One of the threads.
final class ThreadProcess: Communicator {
    let rank: Int
    private let processes: ThreadProcesses
    var count: Int { processes.count }
    /// Floats that it got from others.
    private(set) var receivedFloats = 0

    fileprivate init(_ rank: Int, of processes: ThreadProcesses) {
        self.rank = rank
        self.processes = processes
    }

    /// Work that goes on in a thread of its own; nil if it has been waited for.
    private var started: DispatchGroup?

    func start(_ work: @escaping @Sendable () -> Void) {
        precondition(started == nil, "What was started has not been waited for")
        let group = DispatchGroup()
        group.enter()
        Thread {
            work()
            group.leave()
        }.start()
        started = group
    }

    func finish() {
        started?.wait()
        started = nil
    }

    func exchange(
        _ outgoing: [UnsafeBufferPointer<Float>], into incoming: [UnsafeMutableBufferPointer<Float>],
        during work: () -> Void
    ) {
        precondition(outgoing.count == count && incoming.count == count)
        work()
        processes.meet(rank, outgoing) { table in
            for (source, room) in incoming.enumerated() where source != rank {
                guard let sent = table[source] as? [UnsafeBufferPointer<Float>] else { preconditionFailure() }
                precondition(sent[rank].count == room.count, "\(sent[rank].count) floats do not fill \(room.count)")
                _ = room.update(from: sent[rank])
                receivedFloats += room.count
            }
        }
    }

    func gather(_ values: UnsafeMutablePointer<Float>, parts: [Range<Int>]) {
        processes.meet(rank, values) { table in
            for (source, part) in parts.enumerated() where source != rank {
                guard let theirs = table[source] as? UnsafeMutablePointer<Float> else { preconditionFailure() }
                (values + part.lowerBound).update(from: theirs + part.lowerBound, count: part.count)
                receivedFloats += part.count
            }
        }
    }

    func gather(_ bytes: [UInt8]) -> [[UInt8]] {
        var all: [[UInt8]] = []
        processes.meet(rank, bytes) { table in all = table.compactMap { $0 as? [UInt8] } }
        return all
    }

    func isAny(_ condition: Bool) -> Bool { gather([condition ? 1 : 0]).contains([1]) }
}
