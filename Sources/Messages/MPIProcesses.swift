#if MPI
    import CSeq2SeqMessages
    import Foundation
    import Seq2SeqSettings
    import Seq2SeqTraining
    import Synchronization

    /// The processes that `mpirun` has started together.
    ///
    /// MPI is called by one thread at a time: by that of the training, or by one beside it, which carries on what is
    /// sent while the first computes, and gives signs of life.
    package final class MPIProcesses: Communicator {
        package let rank: Int
        package let count: Int
        /// Held by the thread that calls MPI.
        private let lock = NSLock()
        private let heartbeats: Heartbeats?
        private let beside: BackgroundThread?
        /// Whether what is waited for has a computing thread beside it, which needs the processor more.
        private let isComputing = Atomic<Bool>(false)

        /// How often it looks for what it waits for before it sleeps between two looks.
        private static let eagerTries = 2000
        /// Microseconds between two looks then.
        private static let nap: UInt32 = 50

        /// Joins the others. To be called once, before any other call.
        ///
        /// - Parameter silence: seconds after which a process that gives no sign of life is taken for gone; nil to wait
        ///   for ever.
        package init(silence: Double?) {
            var (rank, count): (Int32, Int32) = (0, 1)
            seq2seq_mpi_begin(&rank, &count)
            (self.rank, self.count) = (Int(rank), Int(count))
            let heartbeats = Heartbeats(rank: self.rank, count: self.count, silence: silence)
            let lock = self.lock
            self.heartbeats = heartbeats
            beside =
                count == 1
                ? nil
                : BackgroundThread(every: heartbeats?.interval ?? 60) {
                    // Whoever waits for messages gives the signs himself.
                    guard lock.try() else { return }
                    heartbeats?.pulse()
                    lock.unlock()
                }
        }

        /// Takes leave of the others; all do so.
        ///
        /// - Parameter code: how the process ends, should MPI not come to its end by itself.
        package func end(code: Int32) {
            beside?.end()
            heartbeats?.end()
            seq2seq_mpi_end(code)
        }

        /// Ends all processes.
        package func abort(code: Int32) -> Never {
            lock.lock()
            seq2seq_mpi_abort(code)
        }

        package func start(_ work: @escaping @Sendable () -> Void) {
            guard let beside else { return work() }
            isComputing.store(true, ordering: .relaxed)
            beside.start(work)
        }

        package func finish() {
            isComputing.store(false, ordering: .relaxed)
            beside?.finish()
        }

        package func exchange(
            _ outgoing: [UnsafeBufferPointer<Float>], into incoming: [UnsafeMutableBufferPointer<Float>],
            during work: () -> Void
        ) {
            exchange(
                outgoing.map { UnsafeRawBufferPointer($0) }, into: incoming.map { UnsafeMutableRawBufferPointer($0) },
                during: work)
        }

        package func gather(_ values: UnsafeMutablePointer<Float>, parts: [Range<Int>]) {
            let rooms = parts.map { UnsafeMutableBufferPointer(start: values + $0.lowerBound, count: $0.count) }
            exchange(
                Array(repeating: UnsafeBufferPointer(rooms[rank]), count: count), into: rooms, during: {})
        }

        package func gather(_ bytes: [UInt8]) -> [[UInt8]] {
            var counts = [Int](repeating: bytes.count, count: count)
            withUnsafeBytes(of: bytes.count) { own in
                counts.withUnsafeMutableBytes { all in
                    let rooms = (0..<count).map { all[$0 * own.count..<($0 + 1) * own.count] }
                    exchange(
                        Array(repeating: own, count: count), into: rooms.map { .init(rebasing: $0) }, during: {})
                }
            }
            var all = [UInt8](repeating: 0, count: counts.reduce(0, +))
            var end = 0
            let places = counts.map { count in
                defer { end += count }
                return end..<end + count
            }
            bytes.withUnsafeBytes { own in
                all.withUnsafeMutableBytes { all in
                    let rooms = places.map { UnsafeMutableRawBufferPointer(rebasing: all[$0]) }
                    rooms[rank].copyMemory(from: own)
                    exchange(Array(repeating: own, count: count), into: rooms, during: {})
                }
            }
            return places.map { Array(all[$0]) }
        }

        package func isAny(_ condition: Bool) -> Bool {
            // After each round a process knows of twice as many.
            var known: UInt8 = condition ? 1 : 0
            var distance = 1
            while distance < count {
                var told: UInt8 = 0
                withUnsafeBytes(of: known) { known in
                    withUnsafeMutableBytes(of: &told) { told in
                        exchange { rank, count in
                            seq2seq_mpi_receive(told.baseAddress, 1, Int32((rank + count - distance) % count))
                            seq2seq_mpi_send(known.baseAddress, 1, Int32((rank + distance) % count))
                        }
                    }
                }
                known |= told
                distance *= 2
            }
            return known != 0
        }

        /// What a process has for itself is left out.
        private func exchange(
            _ outgoing: [UnsafeRawBufferPointer], into incoming: [UnsafeMutableRawBufferPointer],
            during work: () -> Void
        ) {
            exchange(during: work) { rank, count in
                for other in incoming.indices where other != rank {
                    seq2seq_mpi_receive(incoming[other].baseAddress, incoming[other].count, Int32(other))
                }
                // Each begins with its neighbour, so that not all send to the same one at once.
                for distance in 1..<max(1, count) {
                    let other = (rank + distance) % count
                    seq2seq_mpi_send(outgoing[other].baseAddress, outgoing[other].count, Int32(other))
                }
            }
        }

        /// Begins to send and to receive, and returns when all of it is done.
        private func exchange(during work: () -> Void = {}, _ begin: (_ rank: Int, _ count: Int) -> Void) {
            lock.withLock {
                begin(rank, count)
                work()
                var tries = 0
                while seq2seq_mpi_is_done() == 0 {
                    tries += 1
                    if tries < Self.eagerTries, !isComputing.load(ordering: .relaxed) {
                        sched_yield()
                    } else {
                        usleep(Self.nap)
                    }
                    heartbeats?.pulse()
                }
            }
        }
    }
#endif
