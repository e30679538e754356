/// With how many bits products are computed.
public enum Precision: String, Sendable, CaseIterable {
    /// Floats throughout.
    case float32
    /// Weights and what they are multiplied with are rounded to 8 bits, each row with a scale of its own, and their
    /// products added exactly (dynamic quantization: Jacob et al. 2018, section 2). All else stays in floats.
    case int8
}
