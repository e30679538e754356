import Seq2SeqTensors

/// The sum of the gradients that several processes make, of which each process holds a part of the weights.
///
/// The batches of a step are dealt out in turn. A process sends each other one its part of the gradient that it made,
/// and adds up its own part of all of them, in the tree of `GradientSum`. So the bits are those of one process, however
/// many there are (Rajbhandari et al. 2020, section 5.1, share the work out in the same way). All of this goes on while
/// the next batch is computed.
///
/// It is touched by the thread that sends while there is something to add, and by the caller otherwise.
final class SharedGradientSum: @unchecked Sendable {
    /// The part of the buffer that each process holds.
    let parts: [Range<Int>]
    private let processes: any Communicator
    /// Sums of neighbours in this process's part, the largest first; of them as many are in use as `count` has bits.
    private var sums: [FloatStorage] = []
    private var count = 0
    /// Room for a slice from each process, in two copies: one is received while the other is added.
    private let received: [FloatStorage]
    private let sliceLength: Int

    init(of bufferCount: Int, among processes: any Communicator) {
        self.processes = processes
        parts = Workspace.parts(of: bufferCount, among: processes.count)
        // A buffer is sent in slices, so that what is received takes little memory.
        let longest = parts.map(\.count).max() ?? 0
        let sliceLength = max(16, min(longest, max(1 << 14, (1 << 21) / processes.count)))
        self.sliceLength = sliceLength
        received = (0..<2).map { _ in FloatStorage(count: sliceLength * processes.count) }
    }

    /// This process's part.
    var part: Range<Int> { parts[processes.rank] }

    /// Begins a new sum in the same memory.
    func begin() { count = 0 }

    /// Begins to add the gradients that processes have made, one each, when those before are added.
    ///
    /// - Parameters:
    ///   - gradients: this process's; nil if there was no batch for it. They belong to the sum from then on.
    ///   - madeCount: how many there are: those of the first processes.
    func add(_ gradients: Gradients?, of madeCount: Int) {
        processes.finish()
        processes.start { self.exchange(gradients, of: madeCount) }
    }

    private func exchange(_ gradients: Gradients?, of madeCount: Int) {
        let longest = parts.map(\.count).max() ?? 0
        let starts = Array(stride(from: 0, to: longest, by: sliceLength))
        for (index, start) in starts.enumerated() {
            let outgoing = parts.map { part in
                let slice = slice(of: part, from: start)
                return UnsafeBufferPointer(
                    start: gradients.map { UnsafePointer($0.storage.base + slice.lowerBound) },
                    count: gradients == nil ? 0 : slice.count)
            }
            let own = slice(of: part, from: start).count
            let incoming = parts.indices.map { maker in
                UnsafeMutableBufferPointer(
                    start: room(of: maker, index), count: maker < madeCount && maker != processes.rank ? own : 0)
            }
            processes.exchange(outgoing, into: incoming) {
                if index > 0 { add(index - 1, at: starts[index - 1], gradients, of: madeCount) }
            }
        }
        if let last = starts.last { add(starts.count - 1, at: last, gradients, of: madeCount) }
        count += madeCount
    }

    private func slice(of part: Range<Int>, from start: Int) -> Range<Int> {
        let lower = min(part.upperBound, part.lowerBound + start)
        return lower..<min(part.upperBound, lower + sliceLength)
    }

    private func room(of maker: Int, _ index: Int) -> UnsafeMutablePointer<Float> {
        received[index % 2].base + maker * sliceLength
    }

    /// Adds a slice of all gradients that were made.
    private func add(_ index: Int, at start: Int, _ gradients: Gradients?, of madeCount: Int) {
        let slice = slice(of: part, from: start)
        for maker in 0..<madeCount {
            let own = maker == processes.rank ? gradients.map { $0.storage.base + slice.lowerBound } : nil
            add(own ?? room(of: maker, index), at: start, slice.count, number: count + maker)
        }
    }

    /// Adds a slice of the gradients of a number, counted from 0.
    private func add(_ values: UnsafeMutablePointer<Float>, at start: Int, _ length: Int, number: Int) {
        let completed = GradientSum.completedSums(by: number)
        let place = number.nonzeroBitCount - completed
        while sums.count <= place { sums.append(FloatStorage(count: part.count)) }
        for smaller in stride(from: place + completed - 1, to: place, by: -1) {
            Workspace.add(sums[smaller].base + start, to: values, count: length)
        }
        if completed > 0 {
            Workspace.add(values, to: sums[place].base + start, count: length)
        } else {
            (sums[place].base + start).update(from: values, count: length)
        }
    }

    /// This process's part of the sum of all.
    func total(on workspace: Workspace) -> FloatStorage {
        processes.finish()
        for place in stride(from: count.nonzeroBitCount - 1, to: 0, by: -1) {
            workspace.add(sums[place], to: sums[place - 1])
        }
        return sums[0]
    }
}
