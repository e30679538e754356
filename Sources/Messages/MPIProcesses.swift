#if MPI
    import CSeq2SeqMessages
    import Seq2SeqSettings
    import Seq2SeqTraining

    /// The processes that `mpirun` has started together.
    package final class MPIProcesses: Communicator {
        package let rank: Int
        package let count: Int

        /// Joins the others. To be called once, before any other call, and all calls by the same thread.
        package init() {
            var (rank, count): (Int32, Int32) = (0, 1)
            seq2seq_mpi_begin(&rank, &count)
            (self.rank, self.count) = (Int(rank), Int(count))
        }

        /// Takes leave of the others; all do so.
        package func end() { seq2seq_mpi_end() }

        /// Ends all processes.
        package func abort(code: Int32) { seq2seq_mpi_abort(code) }

        package func exchange(
            _ outgoing: [UnsafeBufferPointer<Float>], into incoming: [UnsafeMutableBufferPointer<Float>]
        ) {
            seq2seq_mpi_exchange(
                outgoing.map(\.baseAddress), outgoing.map { Self.number($0.count) },
                incoming.map(\.baseAddress), incoming.map { Self.number($0.count) })
        }

        package func gather(_ values: UnsafeMutablePointer<Float>, parts: [Range<Int>]) {
            seq2seq_mpi_gather(
                values, parts.map { Self.number($0.count) }, parts.map { Self.number($0.lowerBound) })
        }

        package func gather(_ bytes: [UInt8]) -> [[UInt8]] {
            var counts = [Int32](repeating: 0, count: count)
            seq2seq_mpi_gather_counts(Self.number(bytes.count), &counts)
            var starts: [Int32] = []
            var end = 0
            for count in counts {
                starts.append(Self.number(end))
                end += Int(count)
            }
            var all = [UInt8](repeating: 0, count: end)
            seq2seq_mpi_gather_bytes(bytes, Self.number(bytes.count), &all, counts, starts)
            return zip(starts, counts).map { Array(all[Int($0)..<Int($0) + Int($1)]) }
        }

        package func isAny(_ condition: Bool) -> Bool { seq2seq_mpi_any(condition ? 1 : 0) != 0 }

        /// MPI counts in 32 bits.
        private static func number(_ value: Int) -> Int32 {
            require(value <= Int(Int32.max), "MPI counts no more than \(Int32.max) numbers, but there are \(value)")
            return Int32(value)
        }
    }
#endif
