import Tensors

// Weights of Keras. Its kernels are this toolkit's weights transposed. Its LSTM has the gates in the order i, f, c, o:
// what it calls c is g here, so the order is the same.
extension Sequential {
    /// The weights in the order and the shapes of Keras's `model.get_weights()`, row by row.
    ///
    /// For a dense layer `kernel [in, out]` and `bias [out]`; for an LSTM `kernel [in, 4 units]`,
    /// `recurrent_kernel [units, 4 units]` and `bias [4 units]`; for a bidirectional one those of the forward, then those
    /// of the backward direction; for an embedding the table as it is.
    public var kerasWeights: [[Float]] {
        parameters.names.indices.map { index in
            let (shape, values) = weight(index)
            return isKernel(index) ? Self.transposed(values, rows: shape[0], columns: shape[1]) : values
        }
    }

    /// Takes over the weights of a Keras model of the same layers, as `model.get_weights()` gives them, each flattened.
    ///
    /// - Throws: if they are not as many, or one is of another size.
    public mutating func setKerasWeights(_ weights: [[Float]]) throws(SequentialError) {
        let names = parameters.names
        guard weights.count == names.count, zip(weights, names.indices).allSatisfy({ $0.count == weight($1).1.count })
        else { throw .weights(expected: names, found: weights.count) }
        for (index, values) in weights.enumerated() {
            guard let parameter = parameters.parameter(named: names[index]) else { continue }
            let shape = parameters.shape(of: parameter)
            parameters[parameter] =
                isKernel(index) ? Self.transposed(values, rows: shape[1], columns: shape[0]) : values
        }
    }

    /// A gradient in the order and the shapes of Keras's weights.
    package func kerasGradients(_ gradients: Gradients) -> [[Float]] {
        parameters.names.indices.compactMap { index in
            guard let parameter = parameters.parameter(named: parameters.names[index]) else { return nil }
            let shape = parameters.shape(of: parameter)
            let values = gradients[parameter]
            return isKernel(index) ? Self.transposed(values, rows: shape[0], columns: shape[1]) : values
        }
    }

    private func weight(_ index: Int) -> (shape: [Int], values: [Float]) {
        guard let parameter = parameters.parameter(named: parameters.names[index]) else { return ([], []) }
        return (parameters.shape(of: parameter), parameters[parameter])
    }

    /// Whether Keras has the weight transposed: every matrix but an embedding's.
    private func isKernel(_ index: Int) -> Bool {
        let name = parameters.names[index]
        let isTable = zip(names, layers).contains { layer in
            layer.1.kind == Embedding.kind && name.hasPrefix(layer.0 + ".")
        }
        return weight(index).shape.count == 2 && !isTable
    }

    private static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
        (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    }
}
