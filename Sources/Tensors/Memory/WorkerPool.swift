import Foundation
import Seq2SeqSettings
import Synchronization

/// Threads that share the jobs of a loop.
///
/// Which thread runs a job does not show in any result: jobs are fixed tiles of the work. A recurrent step lasts tens
/// of microseconds, so a worker spins for a while before it sleeps.
package final class WorkerPool {
    /// Threads at work in a loop, the caller's included.
    package let threadCount: Int

    private let shared: SharedLoop

    /// Starts `threadCount - 1` workers when the first loop needs them.
    package init(threadCount: Int) {
        require(threadCount > 0, "A pool needs at least one thread, but was given \(threadCount)")
        self.threadCount = threadCount
        shared = SharedLoop(
            threads: threadCount, spins: threadCount <= ProcessInfo.processInfo.activeProcessorCount ? 20_000 : 0)
    }

    deinit {
        shared.close()
    }

    private var isStarted = false

    private func start() {
        isStarted = true
        for index in 1..<threadCount {
            let thread = Thread { [shared] in shared.work() }
            thread.stackSize = 1 << 20
            thread.name = "seq2seq-worker-\(index)"
            thread.start()
        }
    }

    /// Runs `body` for every index below `count` and returns when all are done.
    ///
    /// - Parameter work: about how many floating-point operations one job takes; a loop with too few to gain from
    ///   threads runs on the caller's.
    package func run(_ count: Int, work: Int, _ body: (Int) -> Void) {
        if threadCount == 1 || count < 2 || count * work < 400_000 {
            for index in 0..<count { body(index) }
            return
        }
        if !isStarted { start() }
        withoutActuallyEscaping(body) { shared.run(count, $0) }
    }
}

/// What the threads of a pool share. A worker claims jobs by moving `state` on, which holds the loop's generation, its
/// job count and the next job, so a claim can only succeed while the loop that it belongs to is waited for.
///
/// Of many jobs several are claimed at once, fewer and fewer: small jobs would otherwise spend their time on what the
/// threads share, and those of one thread are neighbours, so that it reads on where it stopped.
private final class SharedLoop: @unchecked Sendable {
    private let state = Atomic<UInt64>(0)
    private let completed = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    private let condition = NSCondition()
    private let threads: Int
    private let spins: Int
    private nonisolated(unsafe) var body: ((Int) -> Void)?

    private static let fieldBits: UInt64 = 20
    private static let fieldMask: UInt64 = (1 << fieldBits) - 1

    init(threads: Int, spins: Int) {
        self.threads = threads
        self.spins = spins
    }

    func run(_ count: Int, _ body: @escaping (Int) -> Void) {
        require(count <= Int(Self.fieldMask), "A loop has at most \(Self.fieldMask) jobs, but was given \(count)")
        self.body = body
        completed.store(0, ordering: .relaxed)
        let generation = (state.load(ordering: .relaxed) >> (2 * Self.fieldBits)) &+ 1
        let start = generation << (2 * Self.fieldBits) | UInt64(count) << Self.fieldBits
        state.store(start, ordering: .sequentiallyConsistent)
        if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
            condition.lock()
            condition.broadcast()
            condition.unlock()
        }
        runJobs()
        var waits = 0
        while completed.load(ordering: .acquiring) < count {
            waits += 1
            if waits > 2_000 { sched_yield() } else { relax() }
        }
        self.body = nil
    }

    /// A worker's life: claims jobs, spins for more, sleeps.
    func work() {
        while !isClosed.load(ordering: .relaxed) {
            runJobs()
            var spin = 0
            while !hasJobs, spin < spins {
                relax()
                spin += 1
            }
            if hasJobs { continue }
            condition.lock()
            sleepers.add(1, ordering: .sequentiallyConsistent)
            while !hasJobs, !isClosed.load(ordering: .sequentiallyConsistent) { condition.wait() }
            sleepers.subtract(1, ordering: .sequentiallyConsistent)
            condition.unlock()
        }
    }

    func close() {
        condition.lock()
        isClosed.store(true, ordering: .sequentiallyConsistent)
        condition.broadcast()
        condition.unlock()
    }

    private var hasJobs: Bool {
        let now = state.load(ordering: .sequentiallyConsistent)
        return now & Self.fieldMask < (now >> Self.fieldBits) & Self.fieldMask
    }

    private func runJobs() {
        while let jobs = claim() {
            if let body {
                for job in jobs { body(job) }
            }
            completed.add(jobs.count, ordering: .releasing)
        }
    }

    private func claim() -> Range<Int>? {
        var now = state.load(ordering: .acquiring)
        while true {
            let (next, count) = (Int(now & Self.fieldMask), Int((now >> Self.fieldBits) & Self.fieldMask))
            guard next < count else { return nil }
            let claimed = max(1, (count - next) / (4 * threads))
            let (exchanged, original) = state.weakCompareExchange(
                expected: now, desired: now + UInt64(claimed), ordering: .acquiringAndReleasing)
            if exchanged { return next..<next + claimed }
            now = original
        }
    }
}
