/// How the weights of a model start. Biases are zeros, with 1 for the forget gates, and embeddings uniform in plus or
/// minus 0.1, whatever this is.
public enum InitialWeights: String, Sendable, Codable, CaseIterable {
    /// Uniform in the bounds of Glorot and Bengio 2010, eq. 16, for each gate.
    case glorot
    /// Uniform in plus or minus 0.1 (Luong et al. 2015, section 4.1).
    case uniform
    /// As `glorot`, with recurrent weights that are orthogonal gate by gate (Saxe et al. 2014).
    case orthogonal

    /// What becomes of a weight that a layer declares.
    func initializer(for declared: Initializer) -> Initializer {
        switch (self, declared) {
        case (.orthogonal, .recurrent(let gates)): .orthogonal(gates: gates)
        case (.glorot, .recurrent(let gates)): .glorot(gates: gates)
        case (.uniform, .recurrent), (.uniform, .glorot): .uniform(0.1)
        default: declared
        }
    }
}
