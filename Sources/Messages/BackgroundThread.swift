#if MPI
    import Foundation

    /// A thread that does one piece of work at a time, and between them something that is due now and then.
    final class BackgroundThread: @unchecked Sendable {
        // What follows is touched with the condition locked.
        private let condition = NSCondition()
        private var work: (@Sendable () -> Void)?
        private var isBusy = false
        private var isEnding = false

        /// - Parameters:
        ///   - interval: seconds without work between two calls of `idle`.
        ///   - idle: what is due now and then.
        init(every interval: Double, _ idle: @escaping @Sendable () -> Void) {
            let thread = Thread { self.run(every: interval, idle) }
            thread.stackSize = 1 << 22
            thread.start()
        }

        /// Begins to do work. There must be none that was not waited for.
        func start(_ work: @escaping @Sendable () -> Void) {
            condition.withLock {
                precondition(!isBusy, "There is work already that nobody has waited for")
                self.work = work
                isBusy = true
                condition.signal()
            }
        }

        /// Returns when there is no work left.
        func finish() { waitUntil { !isBusy } }

        /// Ends the thread, which has no work left.
        func end() {
            condition.withLock {
                isEnding = true
                isBusy = true
                condition.signal()
            }
            finish()
        }

        private func waitUntil(_ isSo: () -> Bool) {
            condition.withLock { while !isSo() { condition.wait() } }
        }

        private func run(every interval: Double, _ idle: @Sendable () -> Void) {
            while takeTurn(every: interval, idle) {}
            condition.withLock {
                isBusy = false
                condition.broadcast()
            }
        }

        /// - Returns: whether to go on.
        private func takeTurn(every interval: Double, _ idle: @Sendable () -> Void) -> Bool {
            condition.lock()
            var isDue = false
            while work == nil, !isEnding, !isDue {
                isDue = !condition.wait(until: Date(timeIntervalSinceNow: interval))
            }
            let isEnding = isEnding
            condition.unlock()
            if isEnding { return false }
            if !doWork() { idle() }
            return true
        }

        /// Does what there is to do. What the work holds is let go before anybody is told that it is done.
        private func doWork() -> Bool {
            guard perform() else { return false }
            condition.withLock {
                isBusy = false
                condition.broadcast()
            }
            return true
        }

        private func perform() -> Bool {
            condition.lock()
            let work = self.work
            self.work = nil
            condition.unlock()
            work?()
            return work != nil
        }
    }
#endif
