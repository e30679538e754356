extension Sequential {
    /// How many trainable parameters a layer has.
    public func parameterCount(ofLayer index: Int) -> Int {
        parameters.names.filter { $0.hasPrefix(names[index] + ".") }
            .compactMap { parameters.parameter(named: $0) }
            .reduce(0) { $0 + parameters.shape(of: $1).reduce(1, *) }
    }

    /// A table of layers, output shapes and parameter counts.
    public func summary() -> String {
        var rows = [["layer", "output shape", "parameters"], ["input", "\(inputShape)", "0"]]
        for index in layers.indices {
            rows.append([names[index], "\(outputShapes[index])", "\(parameterCount(ofLayer: index))"])
        }
        rows.append(["total", "", "\(parameters.count)"])
        let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 2 ? space + cell : cell + space
            }
            return cells.joined(separator: "  ")
        }
        let rule = String(repeating: "-", count: widths.reduce(4, +))
        return ([lines[0], rule] + lines[1..<lines.count - 1] + [rule, lines[lines.count - 1]])
            .joined(separator: "\n")
    }
}
