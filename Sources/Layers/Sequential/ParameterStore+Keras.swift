import Seq2SeqTensors

/// How a weight of this toolkit stands in Keras.
package enum KerasForm: Sendable {
    /// As it is: an embedding's table.
    case table
    /// A matrix transposed, a vector as it is. Keras's LSTM has the gates in the order i, f, c, o; what it calls c is g
    /// here, so the order is the same.
    case kernel
    /// A GRU's: gates in the order z, r, h, here r, z, n as in PyTorch, so the first two change places. The biases of
    /// input and recurrent product are one weight `[2, 3 units]` there.
    case gru
}

extension ParameterStore {
    /// Every weight in Keras's order and shape, row by row.
    ///
    /// - Parameters:
    ///   - values: what to convert: the weights, or their gradients.
    ///   - form: how the weight of a name stands in Keras.
    package func keras(
        _ values: (Parameter) -> [Float], form: (String) -> KerasForm = { _ in .kernel }
    ) -> [[Float]] {
        kerasGroups(form).map { group in
            group.parameters.flatMap { parameter in
                let shape = shape(of: parameter)
                let values =
                    group.form == .gru ? Self.firstTwoGatesSwapped(values(parameter)) : values(parameter)
                guard shape.count == 2, group.form != .table else { return values }
                return Self.transposed(values, rows: shape[0], columns: shape[1])
            }
        }
    }

    /// Takes over weights in Keras's order and shapes.
    package mutating func setKeras(
        _ weights: [[Float]], form: (String) -> KerasForm = { _ in .kernel }
    ) throws(SequentialError) {
        let groups = kerasGroups(form)
        func count(_ parameter: Parameter) -> Int { shape(of: parameter).reduce(1, *) }
        guard weights.count == groups.count,
            zip(weights, groups).allSatisfy({ $0.count == $1.parameters.reduce(0) { $0 + count($1) } })
        else { throw .weights(expected: groups.map(\.name), found: weights.count) }
        for (group, weight) in zip(groups, weights) {
            var rest = weight[...]
            for parameter in group.parameters {
                let shape = shape(of: parameter)
                var values = Array(rest.prefix(shape.reduce(1, *)))
                rest = rest.dropFirst(values.count)
                if shape.count == 2, group.form != .table {
                    values = Self.transposed(values, rows: shape[1], columns: shape[0])
                }
                self[parameter] = group.form == .gru ? Self.firstTwoGatesSwapped(values) : values
            }
        }
    }

    /// The weights that Keras has, each of one or, of a GRU's biases, two of this toolkit's.
    private func kerasGroups(
        _ form: (String) -> KerasForm
    ) -> [(name: String, form: KerasForm, parameters: [Parameter])] {
        var groups: [(name: String, form: KerasForm, parameters: [Parameter])] = []
        for name in names {
            guard let parameter = parameter(named: name) else { continue }
            let form = form(name)
            if form == .gru, name.contains(".bias_hh_") {
                groups[groups.count - 1].parameters.append(parameter)
            } else {
                groups.append((name, form, [parameter]))
            }
        }
        return groups
    }

    /// `[z, r, n]` of `[r, z, n]` and the other way round, each a third of the rows.
    private static func firstTwoGatesSwapped(_ values: [Float]) -> [Float] {
        let third = values.count / 3
        return Array(values[third..<2 * third] + values[..<third] + values[(2 * third)...])
    }

    private static func transposed(_ values: [Float], rows: Int, columns: Int) -> [Float] {
        (0..<columns).flatMap { column in (0..<rows).map { values[$0 * columns + column] } }
    }
}
