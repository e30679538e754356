import CSeq2SeqKernels

/// The cross-entropy of an output layer over a large vocabulary, whose gradient is made of drawn tokens; see
/// `OutputSampling`.
///
/// The logits are not kept. They are made in blocks that fit into a cache, and of each of their exponentials only the
/// upper half of the float leaves it, by which tokens are drawn. Of those that were, the logits are computed again.
package struct SampledSoftmax: Operation {
    private let input: Variable
    private let weight: Parameter
    private let bias: Parameter?
    private let targets: [Int32]
    private let smoothing: Float
    /// What each row's loss is multiplied by; nil for nothing.
    private let weights: [Float]?
    private let sampling: OutputSampling

    private let blocks: Blocks
    private let normalizers: [Normalizer]
    /// In nats.
    let losses: [Float]

    /// How many floats of the arena the scores of a row take, at most.
    package static func floatsPerRow(vocabulary: Int) -> Int {
        guard vocabulary > Kernels.softmaxColumns else { return Arena.stride(ofRowsWith: vocabulary) }
        let count = (vocabulary + Kernels.softmaxColumns - 1) / Kernels.softmaxColumns
        return count * (Kernels.softmaxColumns / 2 + 3) + 1
    }

    private var vocabulary: Int { blocks.vocabulary }
    private var share: Float { smoothing / Float(vocabulary) }

    /// Of a row the largest logit, and one over the sum of the exponentials without it.
    fileprivate struct Normalizer {
        let largest: Float
        let inverse: Float
        let targetProbability: Float
    }

    /// What is kept of the logits, in the arena.
    fileprivate struct Blocks {
        let rows: Int
        let vocabulary: Int
        let count: Int
        /// `[blocks, rows, 512]`, the upper halves of the floats.
        let exponentials: UnsafeMutablePointer<UInt16>
        /// `[rows, blocks]`: what an exponential of the block is multiplied by, at first the largest logit.
        let factors: UnsafeMutablePointer<Float>
        /// `[rows, blocks]`: sums of exponentials, and of the logits, both without the largest.
        let sums: UnsafeMutablePointer<Float>
        let totals: UnsafeMutablePointer<Float>
        /// `[rows]`
        let targetLogits: UnsafeMutablePointer<Float>

        init(rows: Int, vocabulary: Int, in arena: Arena) {
            self.rows = rows
            self.vocabulary = vocabulary
            count = (vocabulary + Kernels.softmaxColumns - 1) / Kernels.softmaxColumns
            exponentials = arena.halves(count * rows * Kernels.softmaxColumns)
            factors = arena.floats(rows * count)
            sums = arena.floats(rows * count)
            totals = arena.floats(rows * count)
            targetLogits = arena.floats(rows)
        }

        func columns(_ block: Int) -> Range<Int> {
            block * Kernels.softmaxColumns..<min((block + 1) * Kernels.softmaxColumns, vocabulary)
        }

        func exponentials(_ block: Int) -> UnsafeMutablePointer<UInt16> {
            exponentials + block * rows * Kernels.softmaxColumns
        }
    }

    /// Computes the losses; see `Tape.crossEntropy`.
    init(
        _ x: Variable, weight: Parameter, bias: Parameter?, targets: [Int32], smoothing: Float, weights: [Float]?,
        sampling: OutputSampling, in workspace: Workspace, parameters: ParameterStore
    ) {
        input = x
        self.weight = weight
        self.bias = bias
        self.targets = targets
        self.smoothing = smoothing
        self.weights = weights
        self.sampling = sampling
        let blocks = Blocks(rows: x.rows, vocabulary: parameters.entry(of: weight).rows, in: workspace.arena)
        let panels = workspace.panels(weight, .transposed, of: parameters)
        let bias = bias.map { parameters.matrix($0).base }
        let rowBlocks = (x.rows + Kernels.softmaxRows - 1) / Kernels.softmaxRows
        let work = 2 * min(x.rows, Kernels.softmaxRows) * Kernels.softmaxColumns * (panels.depth + 20)
        // The rows come one after another to the columns, whose panels stay in the cache.
        workspace.pool.run(blocks.count * rowBlocks, work: work) { job in
            let (block, first) = (job / rowBlocks, job % rowBlocks * Kernels.softmaxRows)
            let rows = first..<min(first + Kernels.softmaxRows, x.rows)
            let columns = blocks.columns(block)
            let (start, place) = (Int32(columns.lowerBound), first * blocks.count + block)
            targets[rows].map { $0 - start }.withUnsafeBufferPointer { targets in
                let kept = seq2seq_softmax_block(
                    exponentials: blocks.exponentials(block) + first * Kernels.softmaxColumns,
                    largest: blocks.factors + place, sums: blocks.sums + place, totals: blocks.totals + place,
                    target_logits: blocks.targetLogits + first, targets: targets.baseAddress, stride: blocks.count)
                workspace.kernels.softmax(
                    kept, bias: bias.map { $0 + columns.lowerBound }, left: x.value.rows(rows),
                    panels: panels.base + columns.lowerBound * panels.depth, columns: columns.count)
            }
        }
        self.blocks = blocks
        (losses, normalizers) = blocks.losses(smoothing: smoothing, weights: weights, with: workspace.kernels)
    }

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        let drawn = drawn(in: workspace)
        let tokens = drawn.tokens
        let rows = workspace.arena.matrix(rows: tokens.count, columns: input.columns)
        workspace.gather(rows, from: parameters.matrix(weight), ids: tokens)
        workspace.sampledLinearBackward(
            columns: columns(drawn, rows: rows, in: workspace, parameters: parameters), tokens: tokens, rows: rows,
            input: input, weight: weight, bias: bias, gradients: gradients)
    }

    /// Draws tokens by the sums of the magnitudes of their gradients.
    private func drawn(in workspace: Workspace) -> OutputSampling.Drawn {
        let magnitudes = workspace.arena.zeros(rows: 1, columns: blocks.count * Kernels.softmaxColumns).base
        workspace.pool.run(blocks.count, work: 2 * blocks.rows * Kernels.softmaxColumns) { block in
            let columns = blocks.columns(block)
            workspace.kernels.addExponentials(
                magnitudes + columns.lowerBound, blocks.exponentials(block), factors: blocks.factors + block,
                stride: blocks.count, rows: blocks.rows, columns: columns.count)
        }
        // Of each token's smoothing no less than its share, as what can be drawn must never have a magnitude of zero.
        let weight = weights?.reduce(0, +) ?? Float(blocks.rows)
        for token in 0..<vocabulary { magnitudes[token] += share * weight }
        for (row, target) in targets.enumerated() {
            magnitudes[Int(target)] += abs(targetGradient(row)) * (weights?[row] ?? 1)
        }
        return sampling.drawn(from: UnsafeBufferPointer(start: magnitudes, count: vocabulary))
    }

    /// The gradient of a row's loss with respect to its target's logit.
    private func targetGradient(_ row: Int) -> Float {
        normalizers[row].targetProbability - share - (1 - smoothing)
    }

    /// The gradient of the losses with respect to the logits of the drawn tokens, over the probability of each.
    private func columns(
        _ drawn: OutputSampling.Drawn, rows: Matrix, in workspace: Workspace, parameters: ParameterStore
    ) -> Matrix {
        let result = workspace.arena.matrix(rows: input.rows, columns: drawn.tokens.count)
        var start = Workspace.ProductStart.zero
        if let bias {
            let (all, own) = (parameters.matrix(bias).base, workspace.arena.matrix(rows: 1, columns: result.columns))
            for (column, token) in drawn.tokens.enumerated() { own.base[column] = all[Int(token)] }
            start = .bias(own)
        }
        workspace.product(result, start: start, left: input.value, workspace.panels(ofColumns: rows))
        let places = Dictionary(uniqueKeysWithValues: zip(drawn.tokens, drawn.tokens.indices))
        drawn.scales.withUnsafeBufferPointer { scales in
            guard let base = scales.baseAddress else { return }
            workspace.forRows(of: result.rows, workPerRow: 30 * result.columns) { row in
                let (values, normalizer) = (result.row(row), normalizers[row])
                workspace.kernels.sampledGradient(
                    values, largest: normalizer.largest, inverse: normalizer.inverse, share: share, scales: base,
                    count: scales.count)
                if let place = places[targets[row]] { values[place] -= (1 - smoothing) * scales[place] }
            }
        }
        if let weights { workspace.scale(result, by: weights) }
        return result
    }
}

extension SampledSoftmax.Blocks {
    /// The losses in nats, by what the blocks have of each row. The factors become those of the probabilities.
    fileprivate func losses(
        smoothing: Float, weights: [Float]?, with kernels: Kernels
    ) -> (losses: [Float], normalizers: [SampledSoftmax.Normalizer]) {
        var losses: [Float] = []
        var normalizers: [SampledSoftmax.Normalizer] = []
        for row in 0..<rows {
            let (factors, sums) = (factors + row * count, sums + row * count)
            let totals = totals + row * count
            let largest = (0..<count).reduce(-Float.infinity) { max($0, factors[$1]) }
            var total = 0.0
            for block in 0..<count {
                factors[block] -= largest
                total += Double(totals[block]) + Double(columns(block).count) * Double(factors[block])
            }
            kernels.apply(.exp, factors, factors, count: count)
            let sum = Float((0..<count).reduce(0.0) { $0 + Double(sums[$1]) * Double(factors[$1]) })
            // The logarithm of the sum, and the exponential of the target's logit, by the kernels' own functions.
            var (logarithm, target) = (sum, targetLogits[row] - largest)
            kernels.apply(.log, &logarithm, [sum], count: 1)
            var loss = logarithm - (1 - smoothing) * target
            if smoothing > 0 { loss -= Float(total / Double(vocabulary)) * smoothing }
            kernels.apply(.exp, &target, [target], count: 1)
            let weight = weights?[row] ?? 1
            losses.append(loss * weight)
            normalizers.append(.init(largest: largest, inverse: 1 / sum, targetProbability: target / sum))
            for block in 0..<count { factors[block] *= weight / sum }
        }
        return (losses, normalizers)
    }
}
