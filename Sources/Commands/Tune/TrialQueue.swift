import Foundation
import Seq2Seq
import Synchronization

/// Trials that wait for a thread, and what has become of those that had one. Threads work on them; the one that started
/// them hears of it when it asks.
final class TrialQueue: Sendable {
    /// What has happened since it was last asked for.
    struct News {
        var progress: [[String]] = []
        var entries: [TuneJournal.Entry] = []
        var failure: (any Error)?
        /// Whether nobody works any more, so that nothing more will happen.
        var isLast = false
    }

    /// Trains a trial, telling how far it is; nil if it was asked to stop.
    typealias Work = @Sendable (Trial, _ tell: ([String]) -> Void) throws -> TuneJournal.Entry?

    private struct State {
        var waiting: ArraySlice<Trial>
        var running: Int
        var news = News()
    }

    private let state: Mutex<State>
    private let workers: Int

    init(_ trials: [Trial], workers: Int) {
        self.workers = workers
        state = Mutex(State(waiting: trials[...], running: workers))
    }

    /// Starts the threads.
    func start(_ work: @escaping Work) {
        for _ in 0..<workers {
            let thread = Thread { [self] in
                run(work)
                state.withLock { $0.running -= 1 }
            }
            thread.stackSize = Self.stackSize
            thread.start()
        }
    }

    /// As much as the first thread of a process has.
    private static let stackSize = 8 << 20

    private func run(_ work: Work) {
        while let trial = next() {
            do {
                let entry = try work(trial) { parts in state.withLock { $0.news.progress.append(parts) } }
                guard let entry else { return }
                state.withLock { $0.news.entries.append(entry) }
            } catch {
                state.withLock { state in
                    if state.news.failure == nil { state.news.failure = error }
                    state.waiting = []
                }
            }
        }
    }

    private func next() -> Trial? {
        if Interrupt.isRequested { return nil }
        return state.withLock { $0.waiting.popFirst() }
    }

    /// What has happened; it is told once.
    func news() -> News {
        state.withLock { state in
            var news = state.news
            news.isLast = state.running == 0
            // A failure is told when the other threads have come to their ends.
            if !news.isLast { news.failure = nil }
            state.news.progress = []
            state.news.entries = []
            return news
        }
    }
}
