// Rows of a weight whose floats lie in panels for `x * W^T`: of 32 outputs one input after another.

extension PackedWeight {
    /// The outputs of each gate, the panels of which start anew.
    var rowsOfGate: Int {
        if case .transposedGates(let gates) = layout { return panels.columns / gates }
        return panels.columns
    }

    /// The panel that an output is in, and its column there.
    private func place(ofRow row: Int) -> (panel: UnsafeMutablePointer<Float>, column: Int) {
        precondition(layout != .straight, "The panels hold columns, not rows")
        let (gate, inGate) = row.quotientAndRemainder(dividingBy: rowsOfGate)
        let (panel, column) = inGate.quotientAndRemainder(dividingBy: Kernels.panelColumns)
        return (panels.panel(gate * PanelLayout.panelCount(rowsOfGate) + panel), column)
    }

    /// The floats of an output.
    func copyRow(_ row: Int, to elements: UnsafeMutablePointer<Float>) {
        let (panel, column) = place(ofRow: row)
        for input in 0..<panels.depth { elements[input] = panel[input * Kernels.panelColumns + column] }
    }

    /// Puts rows in their panels: whole ones, but for the last of a gate.
    func put(_ rows: Matrix, at first: Int, with kernels: Kernels) {
        var row = 0
        while row < rows.rows {
            let (panel, column) = place(ofRow: first + row)
            precondition(column == 0, "Row \(first + row) does not start a panel")
            let count = min(Kernels.panelColumns, rowsOfGate - (first + row) % rowsOfGate)
            precondition(row + count <= rows.rows, "\(rows.rows) rows from \(first) on end within a panel")
            kernels.packPanel(panel, fromTransposed: rows.rows(row..<row + count))
            row += count
        }
    }
}
