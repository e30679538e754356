import Tensors

extension Sequential {
    /// The weights in the order and the shapes of Keras's `model.get_weights()`, each row by row.
    ///
    /// For a dense layer `kernel [in, out]` and `bias [out]`; for an LSTM `kernel [in, 4 units]`,
    /// `recurrent_kernel [units, 4 units]` and `bias [4 units]`, gates in the order i, f, c, o; for a bidirectional one
    /// those of the forward, then those of the backward direction; for an embedding the table.
    public var kerasWeights: [[Float]] {
        parameters.keras({ parameters[$0] }, isTable: isTable)
    }

    /// Takes over the weights of a Keras model of the same layers, as `model.get_weights()` gives them, each flattened.
    ///
    /// - Throws: if they are not as many, or one is of another size.
    public mutating func setKerasWeights(_ weights: [[Float]]) throws(SequentialError) {
        let tables = parameters.names.filter(isTable)
        try parameters.setKeras(weights) { tables.contains($0) }
    }

    /// Gradients in the order and the shapes of Keras's weights.
    public func kerasGradients(_ gradients: Gradients) -> [[Float]] {
        parameters.keras({ gradients[$0] }, isTable: isTable)
    }

    private func isTable(_ name: String) -> Bool {
        zip(names, layers).contains { $1.kind == Embedding.kind && name == $0 + ".weight" }
    }
}
