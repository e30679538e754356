/// What `fit` and `evaluate` take if nothing else is said.
public enum FitDefaults {
    /// What is made small.
    public static let loss = SequenceLoss.meanSquaredError
    /// How the weights are moved.
    public static var optimizer: Optimizer { Optimizer(.adam, learningRate: TrainingOptions.standard.learningRate) }
    /// How often all inputs are seen.
    public static let epochs = 1
    /// Inputs of one step.
    public static let batchSize = 32
    /// What order and dropout are drawn from.
    public static let seed: UInt64 = 1
}
