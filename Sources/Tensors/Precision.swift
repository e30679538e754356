/// With how many bits products are computed.
public enum Precision: String, Sendable, CaseIterable {
    /// Floats throughout.
    case float32
    /// Weights and what they are multiplied with are rounded to 8 bits, symmetrically about 0, each row with a scale of
    /// its own; the scales of the left-hand side are found anew in every product. A sum of products is exact, and
    /// rounded to a float once. All else stays in floats.
    case int8
}
