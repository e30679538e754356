/// Optimiser steps over whole parameter buffers, in fixed runs that the threads share.
extension Workspace {
    private static let runLength = 1 << 14

    private func forRuns(of count: Int, _ body: (_ run: Int, _ range: Range<Int>) -> Void) {
        let length = Self.runLength
        pool.run((count + length - 1) / length, work: 8 * length) { run in
            body(run, run * length..<min((run + 1) * length, count))
        }
    }

    /// The Euclidean norm of all gradients: each run's sum of squares by the kernel's fixed tree, the runs added in
    /// Double in their order.
    package func norm(of gradients: Gradients) -> Double {
        let storage = gradients.storage
        let runs = (storage.count + Self.runLength - 1) / Self.runLength
        let mark = arena.mark
        defer { arena.release(to: mark) }
        let sums = arena.floats(runs)
        forRuns(of: storage.count) { run, range in
            sums[run] = kernels.sumOfSquares(storage.base + range.lowerBound, count: range.count)
        }
        return (0..<runs).reduce(0.0) { $0 + Double(sums[$1]) }.squareRoot()
    }

    /// `parameters -= stepSize * gradients`
    package func sgdStep(_ parameters: inout ParameterStore, _ gradients: Gradients, stepSize: Float) {
        let from = gradients.storage
        parameters.update { values in
            guard let base = values.baseAddress else { return }
            forRuns(of: values.count) { _, range in
                kernels.sgdStep(
                    base + range.lowerBound, from.base + range.lowerBound, stepSize: stepSize, count: range.count)
            }
        }
    }

    /// One step of Adam on every parameter.
    package func adamStep(
        _ parameters: inout ParameterStore, firstMoment: FloatStorage, secondMoment: FloatStorage,
        _ gradients: Gradients, step: Kernels.AdamStep
    ) {
        let from = gradients.storage
        parameters.update { values in
            guard let base = values.baseAddress else { return }
            forRuns(of: values.count) { _, range in
                let start = range.lowerBound
                kernels.adamStep(
                    base + start, firstMoment: firstMoment.base + start, secondMoment: secondMoment.base + start,
                    gradients: from.base + start, step: step, count: range.count)
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
