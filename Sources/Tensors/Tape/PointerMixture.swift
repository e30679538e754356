/// How the next token of one row comes about: from the vocabulary with the probability `p`, from the source otherwise
/// (See et al. 2017, eq. 9): `P(w) = p P_vocabulary(w) + (1 - p) sum of a_i over the tokens i of the source that are w`.
///
/// Where a source has no token there is nothing to copy, so that all comes from the vocabulary.
///
/// Sums run in the order of the source and in double precision, so they depend on nothing but the row.
struct PointerMixture {
    /// `p`
    let probability: Double
    /// `log p`
    let logGenerated: Double
    /// `log (1 - p)`
    let logCopied: Double
    /// How much is attended to each of the source's ids, `sum of a_i`.
    let masses: [Double]

    /// What all of a row's attention may be too small for still counts as this much, so that no token of the source
    /// is impossible.
    private static let leastMass = Double(Float.leastNormalMagnitude)

    /// Nil if a number is none, as after a training that went astray.
    ///
    /// - Parameters:
    ///   - gate: the logit of `p`.
    ///   - weights: `a`, how much is attended to each token of the source.
    init?(gate: Float, weights: UnsafePointer<Float>, of source: Int, in copied: CopiedTokens) {
        var masses = [Double](repeating: 0, count: copied.ids[source].count)
        for (token, place) in copied.places[source].enumerated() { masses[place] += Double(weights[token]) }
        guard gate.isFinite, masses.allSatisfy(\.isFinite) else { return nil }
        self.masses = masses.map { max($0, Self.leastMass) }
        if masses.isEmpty {
            (logGenerated, logCopied, probability) = (0, -.infinity, 1)
            return
        }
        let gate = Double(gate)
        // Either is exact however near to 1 the other is.
        let rest = PortableMath.exponential(-abs(gate))
        let log = PortableMath.logarithm(1 + rest)
        logGenerated = min(gate, 0) - log
        logCopied = min(-gate, 0) - log
        probability = gate >= 0 ? 1 / (1 + rest) : rest / (1 + rest)
    }

    /// The log probability of one of the source's ids in nats, and which share of it is generated.
    ///
    /// - Parameter logProbability: that of the vocabulary; nil if it lacks the token.
    func token(_ place: Int, logProbability: Float?) -> (logProbability: Double, generatedShare: Double) {
        let copied = logCopied + PortableMath.logarithm(masses[place])
        guard let logProbability, logProbability.isFinite else { return (copied, 0) }
        let generated = logGenerated + Double(logProbability)
        let sum =
            max(generated, copied)
            + PortableMath.logarithm(1 + PortableMath.exponential(-abs(generated - copied)))
        return (sum, PortableMath.exponential(min(0, generated - sum)))
    }

    /// The log probability of a token that does not stand in the source.
    func generated(_ logProbability: Float) -> Float { logProbability + Float(logGenerated) }
}
