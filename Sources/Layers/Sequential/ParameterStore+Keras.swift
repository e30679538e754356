import Tensors

// Keras's weights: its kernels are this toolkit's weights transposed. Its LSTM has the gates in the order i, f, c, o;
// what it calls c is g here, so the order is the same.
extension ParameterStore {
    /// Every weight in Keras's shape, row by row.
    ///
    /// - Parameters:
    ///   - values: what to convert: the weights, or their gradients.
    ///   - isTable: whether a name is an embedding's, which Keras has as it is.
    package func keras(
        _ values: (Parameter) -> [Float], isTable: (String) -> Bool = { _ in false }
    ) -> [[Float]] {
        names.compactMap { name in
            guard let parameter = parameter(named: name) else { return nil }
            let shape = shape(of: parameter)
            guard shape.count == 2, !isTable(name) else { return values(parameter) }
            return Self.transposed(values(parameter), rows: shape[0], columns: shape[1])
        }
    }

    /// Takes over weights in Keras's order and shapes.
    package mutating func setKeras(
        _ weights: [[Float]], isTable: (String) -> Bool = { _ in false }
    ) throws(SequentialError) {
        let names = names
        let parameters = names.compactMap { parameter(named: $0) }
        guard weights.count == names.count,
            zip(weights, parameters).allSatisfy({ $0.count == shape(of: $1).reduce(1, *) })
        else { throw .weights(expected: names, found: weights.count) }
        for (name, (parameter, values)) in zip(names, zip(parameters, weights)) {
            let shape = shape(of: parameter)
            self[parameter] =
                shape.count == 2 && !isTable(name)
                ? Self.transposed(values, rows: shape[1], columns: shape[0]) : values
        }
    }

    private static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
        (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    }
}
