import Seq2SeqTensors

/// The sum of the gradients that several processes make, of which each process holds a part of the weights.
///
/// The batches of a step are dealt out in turn. A process sends each other one its part of the gradient that it made, and
/// adds up its own part of all of them, in the tree of `GradientSum`. So the bits are those of one process, however many
/// there are (Rajbhandari et al. 2020, section 5.1, share the work out in the same way).
struct SharedGradientSum {
    /// The part of the buffer that each process holds.
    let parts: [Range<Int>]
    private let processes: any Communicator
    /// Sums of neighbours in this process's part, the largest first; of them as many are in use as `count` has bits.
    private var sums: [FloatStorage] = []
    private var count = 0
    /// Room for a slice from each process.
    private let received: FloatStorage
    private let sliceLength: Int

    init(of bufferCount: Int, among processes: any Communicator) {
        self.processes = processes
        parts = Workspace.parts(of: bufferCount, among: processes.count)
        // A buffer is sent in slices, so that what is received takes little memory.
        let longest = parts.map(\.count).max() ?? 0
        sliceLength = max(1, min(longest, max(1 << 14, (1 << 22) / processes.count)))
        received = FloatStorage(count: sliceLength * processes.count)
    }

    /// This process's part.
    var part: Range<Int> { parts[processes.rank] }

    /// Begins a new sum in the same memory.
    mutating func begin() { count = 0 }

    /// Adds the gradients that processes have made, one each.
    ///
    /// - Parameters:
    ///   - gradients: this process's; nil if there was no batch for it.
    ///   - madeCount: how many there are: those of the first processes.
    mutating func add(_ gradients: Gradients?, of madeCount: Int, on workspace: Workspace) {
        let longest = parts.map(\.count).max() ?? 0
        for start in stride(from: 0, to: longest, by: sliceLength) {
            let outgoing = parts.map { part in
                let slice = slice(of: part, from: start)
                return UnsafeBufferPointer(
                    start: gradients.map { UnsafePointer($0.storage.base + slice.lowerBound) },
                    count: gradients == nil ? 0 : slice.count)
            }
            let own = slice(of: part, from: start).count
            processes.exchange(
                outgoing,
                into: parts.indices.map {
                    UnsafeMutableBufferPointer(
                        start: received.base + $0 * sliceLength, count: $0 < madeCount ? own : 0)
                })
            for maker in 0..<madeCount {
                add(received.base + maker * sliceLength, at: start, own, number: count + maker, on: workspace)
            }
        }
        count += madeCount
    }

    private func slice(of part: Range<Int>, from start: Int) -> Range<Int> {
        let lower = min(part.upperBound, part.lowerBound + start)
        return lower..<min(part.upperBound, lower + sliceLength)
    }

    /// Adds a slice of the gradients of a number, counted from 0.
    private mutating func add(
        _ values: UnsafeMutablePointer<Float>, at start: Int, _ length: Int, number: Int, on workspace: Workspace
    ) {
        var place = number.nonzeroBitCount
        for _ in 0..<GradientSum.completedSums(by: number) {
            place -= 1
            workspace.add(sums[place].base + start, to: values, count: length)
        }
        while sums.count <= place { sums.append(FloatStorage(count: part.count)) }
        (sums[place].base + start).update(from: values, count: length)
    }

    /// This process's part of the sum of all.
    func total(on workspace: Workspace) -> FloatStorage {
        for place in stride(from: count.nonzeroBitCount - 1, to: 0, by: -1) {
            workspace.add(sums[place], to: sums[place - 1])
        }
        return sums[0]
    }
}
