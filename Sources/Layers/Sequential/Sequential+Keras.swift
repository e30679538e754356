import Seq2SeqTensors

extension Sequential {
    /// The weights in the order and the shapes of Keras's `model.get_weights()`, each row by row.
    ///
    /// For a dense layer `kernel [in, out]` and `bias [out]`; for an LSTM `kernel [in, 4 units]`,
    /// `recurrent_kernel [units, 4 units]` and `bias [4 units]`, gates in the order i, f, c, o; for a GRU
    /// `kernel [in, 3 units]`, `recurrent_kernel [units, 3 units]` and `bias [2, 3 units]`, gates in the order z, r, h;
    /// for a simple recurrent layer `kernel [in, units]`, `recurrent_kernel [units, units]` and `bias [units]`; for a
    /// bidirectional one those of the forward, then those of the backward direction; for an embedding the table; for a
    /// convolution `kernel [size, in, filters]` and `bias [filters]`; for layer normalisation `gamma` and `beta`; for
    /// additive attention its `scale`; for a conditional random field, which Keras has not, the transitions of the
    /// start, of the end and between tags; for a layer of one's own its weights as they are.
    public var kerasWeights: [[Float]] {
        parameters.keras({ parameters[$0] }, form: kerasForm)
    }

    /// Takes over the weights of a Keras model of the same layers, as `model.get_weights()` gives them, each flattened.
    ///
    /// - Throws: if they are not as many, or one is of another size.
    public mutating func setKerasWeights(_ weights: [[Float]]) throws(SequentialError) {
        let forms = Dictionary(uniqueKeysWithValues: parameters.names.map { ($0, kerasForm($0)) })
        try parameters.setKeras(weights) { forms[$0] ?? .kernel }
    }

    /// Gradients in the order and the shapes of Keras's weights.
    public func kerasGradients(_ gradients: Gradients) -> [[Float]] {
        parameters.keras({ gradients[$0] }, form: kerasForm)
    }

    private func kerasForm(_ name: String) -> KerasForm {
        guard let layer = zip(names, layers).first(where: { name.hasPrefix($0.0 + ".") })?.1 else { return .kernel }
        switch layer {
        case .embedding, .crf, .custom: return .table
        case .gru: return .gru
        case .bidirectional(let layer):
            if case .gru = layer.layer { return .gru }
            return .kernel
        default: return .kernel
        }
    }
}
