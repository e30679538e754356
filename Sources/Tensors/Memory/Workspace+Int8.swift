extension Workspace {
    /// `result = start + left * W^T` in 8 bits: `result [rows, out]`, `left [rows, in]`, `W [out, in]`.
    func int8Product(
        _ result: Matrix, start: ProductStart, left: Matrix, _ parameter: Parameter, of parameters: ParameterStore
    ) {
        let weight = int8Weight(parameter, of: parameters)
        precondition(
            left.columns == weight.depth && result.columns == weight.rows && result.rows == left.rows,
            "A product of \(left.shape) and [\(weight.depth), \(weight.rows)] does not fit \(result.shape)")
        guard result.rows > 0 else { return }
        let mark = arena.mark
        defer { arena.release(to: mark) }
        product(result, start: start, left: quantized(left), weight)
    }

    /// The same of a left-hand side that is rounded already, for the first of the weight's outputs: as many as the
    /// result has columns.
    func product(_ result: Matrix, start: ProductStart, left: Int8Rows, _ weight: Int8Weight) {
        let width = Int8Weight.panelColumns
        forTiles(of: result, start: start, width: width, workPerRow: width * weight.depth) { tile in
            kernels.product(
                tile.target, start: tile.start, left: left.rows(tile.rows),
                panel: weight.panel(tile.panel), scales: weight.scales(ofPanel: tile.panel))
        }
    }

    /// Rows in 8 bits, in the arena.
    func quantized(_ matrix: Matrix) -> Int8Rows {
        let result = Int8Rows(rows: matrix.rows, depth: matrix.columns, in: arena)
        forRowBlocks(of: matrix.rows, size: 16, workPerRow: 10 * matrix.columns) { block in
            kernels.quantize(result.rows(block), from: matrix.rows(block))
        }
        return result
    }
}

/// The precision in which products are computed.
public enum Precision: String, Sendable, CaseIterable {
    /// Floats throughout.
    case float32
    /// Weights and what they are multiplied with are rounded to 8 bits, symmetrically about 0, each row with a scale of
    /// its own; the scales of the left-hand side are found anew in every product. A sum of products is exact, and
    /// rounded to a float once. All else stays in floats.
    case int8
}
