/// Optimiser steps over parameter buffers, in fixed runs that the threads share.
extension Workspace {
    private static let runLength = 1 << 14

    /// A buffer cut into parts of whole runs, about equally long, of which some may be empty.
    package static func parts(of count: Int, among owners: Int) -> [Range<Int>] {
        let runs = runCount(of: count)
        func start(_ owner: Int) -> Int { min(count, runs * owner / owners * runLength) }
        return (0..<owners).map { start($0)..<start($0 + 1) }
    }

    /// `sum += values`
    package func add(_ values: FloatStorage, to sum: FloatStorage) {
        precondition(values.count == sum.count, "\(values.count) values are not added to \(sum.count)")
        forRuns(of: sum.count) { _, range in
            Self.add(values.base + range.lowerBound, to: sum.base + range.lowerBound, count: range.count)
        }
    }

    /// `sum += values`, by the calling thread alone.
    package static func add(_ values: UnsafePointer<Float>, to sum: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count { sum[index] += values[index] }
    }

    /// Makes a long run of floats zero.
    func clear(_ values: UnsafeMutablePointer<Float>, count: Int) {
        forRuns(of: count) { _, range in
            (values + range.lowerBound).update(repeating: 0, count: range.count)
        }
    }

    private func forRuns(of count: Int, _ body: (_ run: Int, _ range: Range<Int>) -> Void) {
        let length = Self.runLength
        pool.run((count + length - 1) / length, work: 8 * length) { run in
            body(run, run * length..<min((run + 1) * length, count))
        }
    }

    /// The Euclidean norm of all gradients: each run's sum of squares by the kernel's fixed tree, the runs added in
    /// Double in their order.
    package func norm(of gradients: Gradients) -> Double {
        let mark = arena.mark
        defer { arena.release(to: mark) }
        let sums = arena.floats(Self.runCount(of: gradients.storage.count))
        addUpSquares(of: gradients.storage, into: sums)
        return Self.norm(UnsafeBufferPointer(start: sums, count: Self.runCount(of: gradients.storage.count)))
    }

    /// How many runs so many values have.
    package static func runCount(of count: Int) -> Int { (count + runLength - 1) / runLength }

    /// The sum of the squares of each run.
    package func addUpSquares(of values: FloatStorage, into sums: UnsafeMutablePointer<Float>) {
        forRuns(of: values.count) { run, range in
            sums[run] = kernels.sumOfSquares(values.base + range.lowerBound, count: range.count)
        }
    }

    /// The norm of values by the sums of the squares of their runs.
    package static func norm(_ sums: UnsafeBufferPointer<Float>) -> Double {
        sums.reduce(0.0) { $0 + Double($1) }.squareRoot()
    }

    /// `parameters -= stepSize * gradients` in a part of whole runs, of which alone there are gradients.
    package func sgdStep(
        _ parameters: inout ParameterStore, in part: Range<Int>, _ gradients: FloatStorage, stepSize: Float
    ) {
        parameters.update { values in
            guard let base = values.baseAddress.map({ $0 + part.lowerBound }) else { return }
            forRuns(of: part.count) { _, range in
                let start = range.lowerBound
                kernels.sgdStep(base + start, gradients.base + start, stepSize: stepSize, count: range.count)
            }
        }
    }

    /// One step of Adam on the parameters of a part of whole runs, of which alone there are moments and gradients.
    package func adamStep(
        _ parameters: inout ParameterStore, in part: Range<Int>, firstMoment: FloatStorage,
        secondMoment: FloatStorage, _ gradients: FloatStorage, step: Kernels.AdamStep
    ) {
        parameters.update { values in
            guard let base = values.baseAddress.map({ $0 + part.lowerBound }) else { return }
            forRuns(of: part.count) { _, range in
                let start = range.lowerBound
                kernels.adamStep(
                    base + start, firstMoment: firstMoment.base + start, secondMoment: secondMoment.base + start,
                    gradients: gradients.base + start, step: step, count: range.count)
            }
        }
    }

    /// `average += share * (values - average)`
    package func move(_ average: FloatStorage, towards values: FloatStorage, share: Float) {
        precondition(average.count == values.count, "\(average.count) values do not follow \(values.count)")
        forRuns(of: values.count) { _, range in
            for index in range { average.base[index] += share * (values.base[index] - average.base[index]) }
        }
    }

    /// The mean of buffers, each element added up in Double in the order of the buffers.
    package func mean(of buffers: [FloatStorage]) -> FloatStorage {
        precondition(!buffers.isEmpty, "There is no mean of nothing")
        let result = FloatStorage(count: buffers[0].count)
        let count = Double(buffers.count)
        forRuns(of: result.count) { _, range in
            for index in range {
                var sum = 0.0
                for buffer in buffers { sum += Double(buffer.base[index]) }
                result.base[index] = Float(sum / count)
            }
        }
        return result
    }
}
