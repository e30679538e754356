import Seq2SeqTensors

extension ParameterStore {
    /// A store of weights with these values, and their handles. What has one row is a vector.
    package static func holding(_ weights: [DoubleMatrix]) -> (store: ParameterStore, parameters: [Parameter]) {
        var store = ParameterStore()
        let parameters = weights.enumerated().map { index, weight in
            let shape = weight.rows == 1 ? [weight.columns] : [weight.rows, weight.columns]
            return store.declare("weight\(index)", shape: shape, initializer: .zeros)
        }
        store.fillWithZeros()
        for (parameter, weight) in zip(parameters, weights) { store[parameter] = weight.floats }
        return (store, parameters)
    }
}
