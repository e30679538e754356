import Seq2SeqLayers
import Seq2SeqTensors

/// What a model says of the steps to come, in the units of the data.
public struct Forecast: Sendable, Hashable {
    /// The numbers, or what stands for each: its mean, or what the model says of its quantile of 0.5. It is what the next
    /// step reads. `[batch][steps][output]`
    public internal(set) var values: [[[Float]]] = []
    /// Of a model that gives quantiles each number's, ascending; otherwise empty. Where the model says them in another
    /// order, the middle one is not the number in `values`. `[batch][steps][output][quantiles]`
    public internal(set) var quantiles: [[[[Float]]]] = []
    /// Of a model that gives normal distributions each number's deviation; otherwise empty. `[batch][steps][output]`
    public internal(set) var deviations: [[[Float]]] = []
    /// Of a model that decides the end the probability of each step that it is the last one, which it takes for the last
    /// above a half; otherwise empty. `[batch][steps]`
    public internal(set) var endProbabilities: [[Float]] = []
    /// How much each step looked at each step of what was read, which sums up to 1; empty without attention.
    /// `[batch][steps][time]`
    public internal(set) var attention: [[[Float]]] = []

    init() {}

    /// Adds a row of the batch.
    ///
    /// - Parameters:
    ///   - columns: for each step what the output layer said.
    ///   - scales: the units of each number; empty for those of the data.
    mutating func add(
        _ columns: [[Float]], scales: [FeatureScale], _ configuration: ContinuousEncoderDecoder.Configuration,
        on workspace: Workspace
    ) {
        let (distribution, size) = (configuration.distribution, configuration.outputSize)
        if configuration.decidesEnd {
            endProbabilities.append(workspace.sigmoid(columns.map { $0[size * distribution.width] }))
        }
        let (width, centre) = (distribution.width, distribution.centre)
        func restored(_ value: Float, _ feature: Int) -> Float {
            scales.isEmpty ? value : scales[feature].restored(value)
        }
        func numbers<Value>(_ number: (_ said: ArraySlice<Float>, _ feature: Int) -> Value) -> [[Value]] {
            columns.map { said in
                (0..<size).map { number(said[$0 * width..<($0 + 1) * width], $0) }
            }
        }
        values.append(numbers { said, feature in restored(said[said.startIndex + centre], feature) })
        switch distribution {
        case .point: break
        case .gaussian:
            deviations.append(
                numbers { said, feature in
                    workspace.deviations([said[said.startIndex + 1]])[0]
                        * (scales.isEmpty ? 1 : scales[feature].scale)
                })
        case .quantiles:
            // The output layer may say them in another order where they are close together.
            quantiles.append(numbers { said, feature in said.map { restored($0, feature) }.sorted() })
        }
    }
}

extension Workspace {
    /// The deviations that the output layer's numbers stand for.
    func deviations(_ said: [Float]) -> [Float] {
        var result = said
        softplus(&result, said, count: said.count)
        return result.map { $0 + OutputDistribution.leastDeviation }
    }
}
