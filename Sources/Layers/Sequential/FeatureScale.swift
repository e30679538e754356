/// The units in which a model computes with a feature: `(x - shift) / scale`.
public struct FeatureScale: Sendable, Hashable {
    /// What is taken off; usually a mean.
    public var shift: Float
    /// What it is divided by; usually a deviation, and never 0.
    public var scale: Float

    /// Units with this shift and scale.
    public init(shift: Float = 0, scale: Float = 1) {
        self.shift = shift
        self.scale = scale
    }

    /// The mean and the deviation of numbers, over all of them as they are; of numbers that are all the same the scale
    /// is `flat`, and of none it is what leaves numbers as they are.
    package init(of values: [Float], flat: Float = 1) {
        self.init(scale: values.isEmpty ? 1 : flat)
        guard !values.isEmpty else { return }
        let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
        let square = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(values.count)
        shift = Float(mean)
        let deviation = Float(square.squareRoot())
        // What rounding leaves of numbers that are the same is no deviation.
        if deviation > abs(shift) * 0x1p-22 { scale = deviation }
    }

    /// A number in the model's units.
    package func reduced(_ value: Float) -> Float { (value - shift) / scale }

    /// A number of the model in the units of the data.
    package func restored(_ value: Float) -> Float { value * scale + shift }

    /// Whether numbers can be brought to such units and back.
    package var isPossible: Bool { shift.isFinite && scale.isFinite && scale > 0 }
}

extension [FeatureScale] {
    /// The units of each feature of vectors.
    ///
    /// - Parameter flat: the scale of a feature that is always the same.
    package init(of vectors: [[Float]], size: Int, flat: Float = 1) {
        self = (0..<size).map { feature in FeatureScale(of: vectors.map { $0[feature] }, flat: flat) }
    }

    /// Units of a sequence of its own, where those are too small to be any with the units of others.
    ///
    /// - Parameter typical: such as a sequence has in general; empty for nothing.
    package func orTypical(_ typical: [FeatureScale]) -> [FeatureScale] {
        if typical.isEmpty { return self }
        return zip(self, typical).map { own, typical in
            own.scale < typical.scale / 100 ? FeatureScale(shift: own.shift, scale: typical.scale) : own
        }
    }

    /// A vector in the model's units; without units as it is.
    package func reduced(_ vector: some Collection<Float>) -> [Float] {
        isEmpty ? [Float](vector) : zip(self, vector).map { $0.reduced($1) }
    }
}
