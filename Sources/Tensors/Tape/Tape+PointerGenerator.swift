import Seq2SeqSettings

/// An output layer whose tokens can also be copied from the source (See et al. 2017, section 2.2, "pointer-generator").
package struct PointerGenerator {
    /// `[vocabulary, hidden]`
    package let weight: Parameter
    /// `[vocabulary]`
    package let bias: Parameter
    /// The logit of each token's probability of being generated, `[tokens, 1]`.
    package let gate: Variable
    /// How much each token attends to its source.
    package let weights: AttentionWeights
    /// What the sources' tokens are.
    package let copied: CopiedTokens

    package init(
        weight: Parameter, bias: Parameter, gate: Variable, weights: AttentionWeights, copied: CopiedTokens
    ) {
        self.weight = weight
        self.bias = bias
        self.gate = gate
        self.weights = weights
        self.copied = copied
    }

    fileprivate func mixture(_ row: Int) -> PointerMixture? {
        let spans = weights.spans
        return PointerMixture(
            gate: gate.value.row(row)[0], weights: weights.base + spans.offsets[row], of: spans.sources[row],
            in: copied)
    }

    /// The ids of a row's source, each once.
    fileprivate func ids(_ row: Int) -> [Int32] { copied.ids[weights.spans.sources[row]] }

    /// Makes the log probabilities of a row's generated tokens those of the mixture.
    ///
    /// - Parameters:
    ///   - values: `[columns]`, of which the first are set.
    ///   - generatedCount: how many can be generated.
    ///   - column: the column of one of the source's ids.
    func mix(
        _ values: UnsafeMutablePointer<Float>, row: Int, generatedCount: Int, columns: Int, column: (Int32) -> Int
    ) {
        guard let mixture = mixture(row) else { return values.update(repeating: .nan, count: columns) }
        let places = ids(row).map(column)
        let own = places.map { $0 < generatedCount ? values[$0] : nil }
        for column in 0..<generatedCount { values[column] = mixture.generated(values[column]) }
        (values + generatedCount).update(repeating: -.infinity, count: columns - generatedCount)
        for (place, column) in places.enumerated() where own[place]?.isNaN != true {
            values[column] = Float(mixture.token(place, logProbability: own[place]).logProbability)
        }
    }
}

extension Tape {
    /// The log probabilities of the next token in nats, `[tokens, vocabulary]`, with as many columns more as the
    /// sources' tokens need; minus infinity for ids that are not a row's own.
    ///
    /// - Parameter x: `[tokens, hidden]`.
    package func logProbabilities(_ x: Variable, _ pointer: PointerGenerator) -> Matrix {
        let vocabulary = parameters.entry(of: pointer.weight).rows
        let columns = max(vocabulary, pointer.copied.reach)
        let result = workspace.arena.matrix(rows: x.rows, columns: columns)
        let generated = result.columns(0..<vocabulary)
        workspace.linear(generated, x.value, weight: pointer.weight, bias: pointer.bias, parameters: parameters)
        workspace.logSoftmax(generated)
        workspace.forRows(of: x.rows, workPerRow: 4 * columns) { row in
            pointer.mix(result.row(row), row: row, generatedCount: vocabulary, columns: columns) { Int($0) }
        }
        return result
    }

    /// The cross-entropy of the mixed distribution with each row's target, in nats.
    ///
    /// - Parameters:
    ///   - x: `[tokens, hidden]`.
    ///   - targets: `[tokens]`, ids of the vocabulary or of the row's source.
    ///   - smoothing: the share of the target mass spread evenly over the vocabulary, without the further tokens of the
    ///     source (Szegedy et al. 2016, section 7).
    ///   - weights: `[tokens]`, what each loss is multiplied by; nil for nothing.
    ///   - sampling: how tokens are drawn that the output layer's gradient is made of; nil to make it of all.
    /// - Returns: one loss a token; the tape's gradient is that of their sum.
    package mutating func crossEntropy(
        _ x: Variable, _ pointer: PointerGenerator, targets: [Int32], smoothing: Float = 0,
        weights: [Float]? = nil, sampling: OutputSampling? = nil
    ) -> [Float] {
        let vocabulary = parameters.entry(of: pointer.weight).rows
        require(targets.count == x.rows, "\(targets.count) targets do not match \(x.rows) rows")
        for (row, target) in targets.enumerated() where target < 0 || target >= vocabulary {
            require(
                pointer.ids(row).contains(target),
                "A target is not in 0..<\(vocabulary) and not in its source, but is \(target)")
        }
        let logits = workspace.arena.matrix(rows: x.rows, columns: vocabulary)
        workspace.linear(logits, x.value, weight: pointer.weight, bias: pointer.bias, parameters: parameters)
        workspace.logSoftmax(logits)
        let loss = PointerLoss(
            pointer: pointer, logProbabilities: logits, smoothing: Double(smoothing), kernels: workspace.kernels,
            isRecording: isRecording)
        let losses = [Float](unsafeUninitializedCapacity: targets.count) { losses, count in
            count = targets.count
            guard let base = losses.baseAddress else { return }
            workspace.forRows(of: targets.count, workPerRow: 40 * vocabulary) { row in
                base[row] = loss.loss(ofRow: row, target: targets[row], weight: weights?[row] ?? 1)
            }
        }
        if isRecording, let weights { workspace.scale(logits, by: weights) }
        record(
            OutputCrossEntropy(
                input: x, logitGradient: logits, weight: pointer.weight, bias: pointer.bias, sampling: sampling))
        return losses
    }
}

/// The loss of a row, and its gradient with respect to the logits, which takes their place, the gate and the weights.
///
/// Of a token's probability `P = p g + (1 - p) m`, `r = p g / P` is the share that is generated. With the target mass
/// `q` and `R = sum of q r` the gradient is `R softmax - q r` for the logits, `p - R` for the gate's, and
/// `-q (1 - r) / m` for the weight of each token of the source.
private struct PointerLoss {
    let pointer: PointerGenerator
    /// `[tokens, vocabulary]`
    let logProbabilities: Matrix
    let smoothing: Double
    let kernels: Kernels
    let isRecording: Bool

    private var vocabulary: Int { logProbabilities.columns }
    private var share: Double { smoothing / Double(vocabulary) }

    /// A token of the source that has a part of the target mass.
    private struct Aim {
        let id: Int32
        let mass: Double
        let generatedShare: Double
    }

    func loss(ofRow row: Int, target: Int32, weight: Float) -> Float {
        let logs = logProbabilities.row(row)
        guard !logs[0].isNaN, let mixture = pointer.mixture(row) else { return .nan }
        var loss = 0.0
        if share > 0 {
            for column in 0..<vocabulary { loss -= share * (Double(logs[column]) + mixture.logGenerated) }
        }
        var isCopied = false
        let aims = pointer.ids(row).enumerated().map { place, id in
            let known = Int(id) < vocabulary ? logs[Int(id)] : nil
            let (isTarget, even) = (id == target, known == nil ? 0 : share)
            guard isTarget || even > 0 else { return Aim(id: id, mass: 0, generatedShare: 1) }
            let token = mixture.token(place, logProbability: known)
            if isTarget {
                // As rounded as it is where tokens are searched for.
                loss -= (1 - smoothing) * Double(Float(token.logProbability))
                isCopied = true
            }
            if let known, even > 0 { loss -= even * (token.logProbability - mixture.logGenerated - Double(known)) }
            return Aim(id: id, mass: even + (isTarget ? 1 - smoothing : 0), generatedShare: token.generatedShare)
        }
        if !isCopied { loss -= (1 - smoothing) * Double(mixture.generated(logs[Int(target)])) }
        if isRecording {
            setGradients(ofRow: row, mixture, aims, generatedTarget: isCopied ? nil : target, weight: weight)
        }
        return Float(loss) * weight
    }

    /// - Parameter weight: what the gradients of the gate and of the weights are multiplied by; those of the logits are
    ///   multiplied by it afterwards.
    private func setGradients(
        ofRow row: Int, _ mixture: PointerMixture, _ aims: [Aim], generatedTarget: Int32?, weight: Float
    ) {
        let values = logProbabilities.row(row)
        let generated = aims.reduce(1.0) { $0 - $1.mass * (1 - $1.generatedShare) }
        kernels.apply(.exp, values, values, count: vocabulary)
        let (factor, even) = (Float(generated), Float(share))
        for column in 0..<vocabulary { values[column] = values[column] * factor - even }
        if let generatedTarget { values[Int(generatedTarget)] -= Float(1 - smoothing) }
        for aim in aims where aim.mass > 0 && Int(aim.id) < vocabulary {
            values[Int(aim.id)] += Float(share - aim.mass * aim.generatedShare)
        }
        pointer.gate.gradient?.row(row)[0] += weight * Float(mixture.probability - generated)
        guard let gradient = pointer.weights.values.gradient else { return }
        let spans = pointer.weights.spans
        let own = gradient.base + spans.offsets[row]
        for (token, place) in pointer.copied.places[spans.sources[row]].enumerated() {
            let aim = aims[place]
            own[token] -= weight * Float(aim.mass * (1 - aim.generatedShare) / mixture.masses[place])
        }
    }
}
