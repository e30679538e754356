extension Sequential {
    /// Refuses states that are not those of the recurrent layers for so many rows.
    func check(_ states: [RecurrentState], examples: Int) throws(SequentialError) {
        let shapes = declared.flatMap(\.stateShapes)
        let sizes = shapes.map { "\($0.units)" + ($0.hasCell ? " with a cell" : "") }.joined(separator: ", ")
        let expected = "for each of \(shapes.count) recurrent layers \(examples) rows of its units (\(sizes))"
        guard states.count == shapes.count else {
            throw .states(expected: expected, found: "\(states.count) layers")
        }
        for (state, shape) in zip(states, shapes) {
            guard state.cell.isEmpty != shape.hasCell else {
                throw .states(expected: expected, found: shape.hasCell ? "no cell" : "a cell in a layer without one")
            }
            for rows in state.vectors
            where rows.count != examples || !rows.allSatisfy({ $0.count == shape.units }) {
                throw .states(expected: expected, found: "\(rows.count) rows of \(rows.first?.count ?? 0)")
            }
        }
    }
}
