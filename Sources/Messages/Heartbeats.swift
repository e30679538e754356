#if MPI
    import CSeq2SeqMessages
    import Foundation

    /// Signs of life by which a process that is gone is told from one that is slow.
    ///
    /// A process that computes, validates, reads or writes for long gives them all the same, from a thread of its own.
    /// Each is heard by the processes 1, 2, 4 and so on places after it, so wherever the network breaks, some on both
    /// sides notice, and each has but a few to listen to.
    final class Heartbeats: @unchecked Sendable {
        /// Looks for what is under way after the last sign, a millisecond apart.
        private static let lastLooks = 100
        /// Seconds between two signs.
        let interval: Double
        private let silence: Double
        private let listeners: [Int]
        /// When each process that this one listens to was heard; infinity after its last sign.
        private var heard: [(process: Int, second: Double)]
        private var lastPulse = Heartbeats.now

        /// Nil if there is nobody to listen to, or nobody is taken for gone.
        init?(rank: Int, count: Int, silence: Double?) {
            guard let silence, count > 1 else { return nil }
            self.silence = silence
            interval = silence / 6
            let distances = sequence(first: 1) { $0 * 2 }.prefix { $0 < count }
            let now = Self.now
            listeners = distances.map { (rank + $0) % count }
            heard = distances.map { ((rank + count - $0) % count, now) }
        }

        private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

        /// Gives a sign and looks for those of others, if it is time. The thread must be the one that may call MPI.
        func pulse() {
            let now = Self.now
            guard now - lastPulse >= interval else { return }
            // Whoever was stopped himself has heard nobody, and cannot say who is gone.
            let wasStopped = now - lastPulse > 3 * interval
            lastPulse = now
            for listener in listeners { _ = seq2seq_mpi_beat(Int32(listener), 0) }
            listen()
            for index in heard.indices {
                if wasStopped { heard[index].second = max(now, heard[index].second) }
                if now - heard[index].second > silence { end(without: heard[index].process) }
            }
        }

        /// Gives the last sign, and waits for those of others.
        func end() {
            var waiting = listeners
            while !waiting.isEmpty || heard.contains(where: { $0.second < .infinity }) {
                waiting.removeAll { seq2seq_mpi_beat(Int32($0), 1) != 0 }
                listen()
                let now = Self.now
                if let gone = heard.first(where: { now - $0.second > silence }) { end(without: gone.process) }
                usleep(200)
            }
            // MPICH's end over TCP can wait for ever for what is under way to a process that no longer looks for it.
            for _ in 0..<Self.lastLooks {
                listen()
                usleep(1000)
            }
        }

        private func listen() {
            var isLast: Int32 = 0
            while case let process = Int(seq2seq_mpi_heard(&isLast)), process >= 0 {
                for index in heard.indices where heard[index].process == process {
                    heard[index].second = isLast == 0 ? Self.now : .infinity
                }
            }
        }

        private func end(without process: Int) -> Never {
            let message =
                "seq2seq-train: Process \(process) has given no sign of life for \(Int(silence)) seconds: it, its"
                + " machine or the network is gone, so this process ends too. The last checkpoint is whole.\n"
            _ = message.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            seq2seq_mpi_abort(1)
        }
    }
#endif
