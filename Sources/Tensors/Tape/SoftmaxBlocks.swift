import CSeq2SeqKernels

/// What a softmax over many tokens keeps of its logits, in the arena; targets are left out.
struct SoftmaxBlocks {
    private let rows: Int
    private let vocabulary: Int
    /// Of 512 tokens each, but for the last.
    private let count: Int
    /// `[blocks, rows, 512]`, the upper halves of floats: exponentials of the logits without the block's largest.
    private let exponentials: UnsafeMutablePointer<UInt16>
    /// `[rows, blocks]`, what an exponential of the block is multiplied by; at first the block's largest logit.
    private let factors: UnsafeMutablePointer<Float>
    /// `[rows, blocks]`, sums of the exponentials and of the logits.
    private let sums: UnsafeMutablePointer<Float>
    private let totals: UnsafeMutablePointer<Float>

    /// Of a row's softmax.
    struct Normalizer {
        /// About the largest logit.
        let largest: Float
        /// The sum of the exponentials of the logits without the largest.
        var sum: Float
        let targetLogit: Float
        /// The exponential of the target's logit without the largest.
        let target: Float
        let meanLogit: Float
    }

    /// Uninitialised blocks in an arena.
    init(rows: Int, vocabulary: Int, in arena: Arena) {
        self.rows = rows
        self.vocabulary = vocabulary
        count = (vocabulary + Kernels.softmaxColumns - 1) / Kernels.softmaxColumns
        exponentials = arena.halves(count * rows * Kernels.softmaxColumns)
        factors = arena.floats(rows * count)
        sums = arena.floats(rows * count)
        totals = arena.floats(rows * count)
    }

    private func columns(_ block: Int) -> Range<Int> {
        block * Kernels.softmaxColumns..<min((block + 1) * Kernels.softmaxColumns, vocabulary)
    }

    private func exponentials(_ block: Int) -> UnsafeMutablePointer<UInt16> {
        exponentials + block * rows * Kernels.softmaxColumns
    }

    /// Makes all logits in 8 bits, `left [rows, in]` by `weight [vocabulary, in]`.
    func fill(
        _ left: Int8Rows, _ weight: Int8Weight, bias: UnsafePointer<Float>?, targets: [Int32], in workspace: Workspace
    ) {
        let rowBlocks = (rows + Kernels.softmaxRows - 1) / Kernels.softmaxRows
        let work = 2 * min(rows, Kernels.softmaxRows) * Kernels.softmaxColumns * (left.depth / 4 + 20)
        // The rows come one after another to the columns, whose panels stay in the cache.
        workspace.pool.run(count * rowBlocks, work: work) { job in
            let (block, first) = (job / rowBlocks, job % rowBlocks * Kernels.softmaxRows)
            let range = first..<min(first + Kernels.softmaxRows, rows)
            let columns = columns(block)
            let (start, place) = (Int32(columns.lowerBound), first * count + block)
            let panel = columns.lowerBound / Int8Weight.panelColumns
            targets[range].map { $0 - start }.withUnsafeBufferPointer { targets in
                let kept = seq2seq_softmax_block(
                    exponentials: exponentials(block) + first * Kernels.softmaxColumns, largest: factors + place,
                    sums: sums + place, totals: totals + place, targets: targets.baseAddress, stride: count)
                workspace.kernels.softmax(
                    kept, bias: bias.map { $0 + columns.lowerBound }, left: left.rows(range),
                    panels: weight.panel(panel), scales: weight.scales(ofPanel: panel), columns: columns.count)
            }
        }
    }

    /// Normalizers of what the blocks have; the factors become those of the exponentials without the largest logit.
    func normalizers(targetLogits: [Float], with kernels: Kernels) -> [Normalizer] {
        targetLogits.enumerated().map { row, logit in
            let (factors, sums, totals) = (factors + row * count, sums + row * count, totals + row * count)
            let largest = (0..<count).reduce(logit) { max($0, factors[$1]) }
            for block in 0..<count { factors[block] -= largest }
            kernels.apply(.exp, factors, factors, count: count)
            var target = logit - largest
            kernels.apply(.exp, &target, [target], count: 1)
            let sum = (0..<count).reduce(Double(target)) { $0 + Double(sums[$1]) * Double(factors[$1]) }
            let total = (0..<count).reduce(Double(logit)) { $0 + Double(totals[$1]) }
            return Normalizer(
                largest: largest, sum: Float(sum), targetLogit: logit, target: target,
                meanLogit: Float(total / Double(vocabulary)))
        }
    }

    /// Draws tokens by the sums of the magnitudes of their gradients.
    ///
    /// - Parameters:
    ///   - targetShare: what a target has of its row's mass, of which each other token has `share`.
    ///   - weights: `[rows]`, what each row's gradient is multiplied by; nil for nothing.
    func drawn(
        by sampling: OutputSampling, _ normalizers: [Normalizer], targets: [Int32], targetShare: Float, share: Float,
        weights: [Float]?, in workspace: Workspace
    ) -> OutputSampling.Drawn {
        let shares = workspace.arena.floats(rows * count)
        for (row, normalizer) in normalizers.enumerated() {
            let scale = (weights?[row] ?? 1) / normalizer.sum
            for block in row * count..<(row + 1) * count { shares[block] = factors[block] * scale }
        }
        let magnitudes = workspace.arena.zeros(rows: 1, columns: count * Kernels.softmaxColumns).base
        workspace.pool.run(count, work: 2 * rows * Kernels.softmaxColumns) { block in
            let columns = columns(block)
            workspace.kernels.addExponentials(
                magnitudes + columns.lowerBound, exponentials(block), factors: shares + block, stride: count,
                rows: rows, columns: columns.count)
        }
        // Of each token's smoothing no less than its share, as what can be drawn must never have a magnitude of zero.
        let weight = weights?.reduce(0, +) ?? Float(rows)
        for token in 0..<vocabulary { magnitudes[token] += share * weight }
        for (row, normalizer) in normalizers.enumerated() {
            let gradient = normalizer.target / normalizer.sum - targetShare
            magnitudes[Int(targets[row])] += abs(gradient) * (weights?[row] ?? 1)
        }
        return sampling.drawn(from: UnsafeBufferPointer(start: magnitudes, count: vocabulary))
    }

    /// Takes what the drawn tokens and the target have of each row's sum from their logits in floats.
    ///
    /// - Parameters:
    ///   - logits: `[rows, drawn]`, which become exponentials without the row's largest logit.
    ///   - targetPlaces: each row's target among the drawn; nil if it was not drawn.
    func refine(
        _ normalizers: inout [Normalizer], by logits: Matrix, of drawn: OutputSampling.Drawn,
        targetPlaces: [Int?], in workspace: Workspace
    ) {
        let blocks = drawn.tokens.map { UInt32(Int($0) / Kernels.softmaxColumns) }
        let places = zip(drawn.tokens, blocks).map { token, block in
            UInt(Int(block) * rows * Kernels.softmaxColumns + Int(token) % Kernels.softmaxColumns)
        }
        let refined = workspace.arena.floats(rows)
        workspace.forRows(of: rows, workPerRow: 40 * logits.columns) { [normalizers] row in
            let (kernels, normalizer) = (workspace.kernels, normalizers[row])
            let rounded = kernels.sumOfExponentials(
                exponentials + row * Kernels.softmaxColumns, factors: factors + row * count, places: places,
                blocks: blocks)
            let own = kernels.exponentials(logits.row(row), largest: normalizer.largest, count: logits.columns)
            let target = targetPlaces[row] == nil ? normalizer.target : 0
            // What rounding leaves of nothing may be below it.
            refined[row] = own + target + max(0, normalizer.sum - normalizer.target - rounded)
        }
        for row in 0..<rows { normalizers[row].sum = refined[row] }
    }
}

extension SoftmaxBlocks.Normalizer {
    /// The row's loss, in nats.
    func loss(smoothing: Float, with kernels: Kernels) -> Float {
        var logarithm = sum
        kernels.apply(.log, &logarithm, [sum], count: 1)
        let loss = logarithm - (1 - smoothing) * (targetLogit - largest)
        return smoothing > 0 ? loss - smoothing * (meanLogit - largest) : loss
    }
}
