import CSeq2SeqKernels

/// The cross-entropy of an output layer over a large vocabulary, whose gradient is made of drawn tokens; see
/// `OutputSampling`.
///
/// Only what was drawn, and the targets, have logits in floats. Those of all tokens are made in 8 bits, in blocks that
/// fit into a cache, and of each of their exponentials only the upper half of a float leaves it. These say which tokens
/// are drawn, and add up to what the others have of a row's probability.
package struct SampledSoftmax: Operation {
    private let input: Variable
    private let weight: Parameter
    private let bias: Parameter?
    private let drawn: OutputSampling.Drawn
    /// `[drawn, in]`, the drawn rows of the weight.
    private let rows: Matrix
    /// `[rows of x, drawn]`, the gradient of the losses with respect to the drawn tokens' logits, over the probability
    /// of each.
    private let columns: Matrix
    /// In nats.
    let losses: [Float]

    /// How many floats of the arena the scores of a row take, at most.
    package static func floatsPerRow(vocabulary: Int, depth: Int) -> Int {
        guard vocabulary > Kernels.softmaxColumns else { return Arena.stride(ofRowsWith: vocabulary) }
        let count = (vocabulary + Kernels.softmaxColumns - 1) / Kernels.softmaxColumns
        return count * (Kernels.softmaxColumns / 2 + 4) + Int8Rows.stride(depth) + 3
    }

    /// Computes the losses and their gradient; see `Tape.crossEntropy`.
    init(
        _ x: Variable, weight: Parameter, bias: Parameter?, targets: [Int32], smoothing: Float, weights: [Float]?,
        sampling: OutputSampling, in workspace: Workspace, parameters: ParameterStore
    ) {
        (input, self.weight, self.bias) = (x, weight, bias)
        let matrix = parameters.matrix(weight)
        let bias = bias.map { parameters.matrix($0).base }
        let blocks = SoftmaxBlocks(rows: x.rows, vocabulary: matrix.rows, in: workspace.arena)
        blocks.fill(
            workspace.quantized(x.value), workspace.int8Weight(weight, of: parameters), bias: bias, targets: targets,
            in: workspace)
        var normalizers = blocks.normalizers(
            targetLogits: zip(0..., targets).map { row, target in
                Self.logit(x.value.row(row), matrix.row(Int(target)), bias: bias?[Int(target)], depth: matrix.columns)
            }, with: workspace.kernels)
        let share = smoothing / Float(matrix.rows)
        drawn = blocks.drawn(
            by: sampling, normalizers, targets: targets, targetShare: share + (1 - smoothing), share: share,
            weights: weights, in: workspace)
        rows = workspace.arena.matrix(rows: drawn.tokens.count, columns: matrix.columns)
        workspace.gather(rows, from: matrix, ids: drawn.tokens)
        columns = workspace.arena.matrix(rows: x.rows, columns: drawn.tokens.count)
        var start = Workspace.ProductStart.zero
        if let bias {
            let own = workspace.arena.matrix(rows: 1, columns: columns.columns)
            for (column, token) in drawn.tokens.enumerated() { own.base[column] = bias[Int(token)] }
            start = .bias(own)
        }
        workspace.product(columns, start: start, left: x.value, workspace.panels(ofColumns: rows))
        let places = Dictionary(uniqueKeysWithValues: zip(drawn.tokens, drawn.tokens.indices))
        let targetPlaces = targets.map { places[$0] }
        blocks.refine(&normalizers, by: columns, of: drawn, targetPlaces: targetPlaces, in: workspace)
        Self.makeGradient(
            columns, of: drawn, normalizers, targetPlaces: targetPlaces, smoothing: smoothing, share: share,
            weights: weights, in: workspace)
        losses = normalizers.enumerated().map { row, normalizer in
            normalizer.loss(smoothing: smoothing, with: workspace.kernels) * (weights?[row] ?? 1)
        }
    }

    func backward(in workspace: Workspace, parameters: ParameterStore, gradients: Gradients) {
        workspace.sampledLinearBackward(
            columns: columns, tokens: drawn.tokens, rows: rows, input: input, weight: weight, bias: bias,
            gradients: gradients)
    }

    /// One logit, in floats.
    private static func logit(
        _ x: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, bias: Float?, depth: Int
    ) -> Float {
        (0..<depth).reduce(bias ?? 0) { $0.addingProduct(x[$1], weight[$1]) }
    }

    /// What was the exponentials of the drawn tokens' logits becomes the gradient.
    ///
    /// - Parameter targetPlaces: each row's target among the drawn; nil if it was not drawn.
    private static func makeGradient(
        _ columns: Matrix, of drawn: OutputSampling.Drawn, _ normalizers: [SoftmaxBlocks.Normalizer],
        targetPlaces: [Int?], smoothing: Float, share: Float, weights: [Float]?, in workspace: Workspace
    ) {
        drawn.scales.withUnsafeBufferPointer { scales in
            guard let base = scales.baseAddress else { return }
            workspace.forRows(of: columns.rows, workPerRow: 4 * columns.columns) { row in
                let values = columns.row(row)
                workspace.kernels.sampledGradient(
                    values, inverse: 1 / normalizers[row].sum, share: share, scales: base, count: scales.count)
                if let place = targetPlaces[row] { values[place] -= (1 - smoothing) * scales[place] }
            }
        }
        if let weights { workspace.scale(columns, by: weights) }
    }
}
