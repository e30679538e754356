extension Tape {
    /// What it costs to attend again to what was attended to before: `sum over i of min(a_i, c_i)`, times a weight (See
    /// et al. 2017, eq. 12 and 13).
    ///
    /// - Parameters:
    ///   - weights: `a`; they have a gradient if the tape records.
    ///   - seen: `c`, the sums of the weights of the steps before, `[1, weights]`.
    ///   - weight: what the sum is multiplied by (lambda).
    ///   - factors: what each query's is multiplied by besides; nil for nothing.
    /// - Returns: one loss a query; the tape's gradient is that of their sum.
    package mutating func coverageLoss(
        _ weights: AttentionWeights, seen: Variable, weight: Float, factors: [Float]? = nil
    ) -> [Float] {
        let spans = weights.spans
        let (values, before) = (weights.base, seen.value.base)
        let (gradient, earlier) = (weights.values.gradient?.base, seen.gradient?.base)
        return spans.sources.indices.map { query in
            let weight = factors.map { weight * $0[query] } ?? weight
            var sum = 0.0
            for index in spans.offsets[query]..<spans.offsets[query + 1] {
                let isLess = values[index] <= before[index]
                sum += Double(isLess ? values[index] : before[index])
                if isLess { gradient?[index] += weight } else { earlier?[index] += weight }
            }
            return Float(sum) * weight
        }
    }
}
