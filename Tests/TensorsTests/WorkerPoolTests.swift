import Synchronization
import Seq2SeqTensors
import Testing

@Suite("Worker pool")
struct WorkerPoolTests {
    /// Enough for the pool to use its threads.
    private static let muchWork = 1_000_000

    @Test(arguments: 1...4, [0, 1, 2, 3, 7, 64, 1000])
    func everyIndexIsRunExactlyOnce(threads: Int, count: Int) {
        let pool = WorkerPool(threadCount: threads)
        let runs = Mutex([Int](repeating: 0, count: count))
        pool.run(count, work: Self.muchWork) { index in
            runs.withLock { $0[index] += 1 }
        }
        #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
    }

    @Test(arguments: 1...4)
    func manyLoopsInARowRunEveryIndexExactlyOnce(threads: Int) {
        let pool = WorkerPool(threadCount: threads)
        let loops = 1500
        let runs = Mutex([Int](repeating: 0, count: 9))
        var isComplete = true
        for loop in 1...loops {
            let count = 2 + loop % 8
            runs.withLock { $0 = [Int](repeating: 0, count: 9) }
            pool.run(count, work: Self.muchWork) { index in
                runs.withLock { $0[index] += 1 }
            }
            // When `run` returns, all of this loop is done and none of it runs later.
            let counts = runs.withLock { $0 }
            isComplete = isComplete && counts == (0..<9).map { $0 < count ? 1 : 0 }
        }
        #expect(isComplete)
    }

    @Test func whatAJobWroteIsSeenAfterTheLoop() {
        let pool = WorkerPool(threadCount: 3)
        let count = 10_000
        let values = FloatStorage(count: count)
        for generation in 1...20 {
            pool.run(count / 100, work: Self.muchWork) { job in
                for index in job * 100..<(job + 1) * 100 { values.base[index] += Float(generation) }
            }
        }
        #expect(values.elements.allSatisfy { $0 == 210 })
    }

    @Test func aLoopOfLittleWorkRunsInOrder() {
        let pool = WorkerPool(threadCount: 4)
        let order = Mutex<[Int]>([])
        pool.run(10, work: 1) { index in order.withLock { $0.append(index) } }
        #expect(order.withLock { $0 } == Array(0..<10))
    }

    @Test func poolsMayComeAndGo() {
        for _ in 0..<50 {
            let pool = WorkerPool(threadCount: 3)
            let sum = Atomic(0)
            pool.run(8, work: Self.muchWork) { sum.add($0, ordering: .relaxed) }
            #expect(sum.load(ordering: .relaxed) == 28)
        }
    }
}
