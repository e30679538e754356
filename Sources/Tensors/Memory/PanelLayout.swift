/// Which product a weight `[out, in]` is packed for. A panel is `[depth, 32]` with missing columns zero.
package enum PanelLayout: Hashable, Sendable {
    /// `x * W^T`: depth `in`, panels over `out`.
    case transposed
    /// `x * W^T` of a recurrent weight `[gates * hidden, hidden]`: the panels of each gate start anew, so that a block
    /// of units finds its gates in as many panels.
    case transposedGates(Int)
    /// `x * W`: depth `out`, panels over `in`.
    case straight

    /// How many floats the panels of a weight take.
    func floatCount(rows: Int, columns: Int) -> Int {
        switch self {
        case .transposed: Self.panelCount(rows) * columns * Kernels.panelColumns
        case .transposedGates(let gates): gates * Self.panelCount(rows / gates) * columns * Kernels.panelColumns
        case .straight: Self.panelCount(columns) * rows * Kernels.panelColumns
        }
    }

    /// How many panels of a width cover so many columns.
    package static func panelCount(_ columns: Int, width: Int = Kernels.panelColumns) -> Int {
        (columns + width - 1) / width
    }
}

/// The packed right-hand side of a product: panels of `[depth, 32]`, one after another.
package struct Panels {
    package let base: UnsafeMutablePointer<Float>
    package let depth: Int
    /// Columns of the right-hand side, over all panels.
    package let columns: Int

    package func panel(_ index: Int) -> UnsafeMutablePointer<Float> {
        base + index * depth * Kernels.panelColumns
    }
}

/// The panels of one weight, with the version of the weights that they hold.
package struct PackedWeight: @unchecked Sendable {
    let storage: FloatStorage
    let version: UInt64
    let layout: PanelLayout
    let panels: Panels

    init(storage: FloatStorage, version: UInt64, layout: PanelLayout, rows: Int, columns: Int) {
        self.storage = storage
        self.version = version
        self.layout = layout
        let isStraight = layout == .straight
        panels = Panels(
            base: storage.base, depth: isStraight ? rows : columns, columns: isStraight ? columns : rows)
    }

    func pack(_ matrix: Matrix, with kernels: Kernels, on pool: WorkerPool) {
        let width = Kernels.panelColumns
        let gates = if case .transposedGates(let count) = layout { count } else { 1 }
        let columnsOfGate = panels.columns / gates
        let panelsOfGate = PanelLayout.panelCount(columnsOfGate)
        pool.run(gates * panelsOfGate, work: Workspace.operationsOfCopy * panels.depth * width) { index in
            let inGate = index % panelsOfGate * width
            let column = index / panelsOfGate * columnsOfGate + inGate
            let columns = column..<column + min(width, columnsOfGate - inGate)
            switch layout {
            case .straight: kernels.packPanel(panels.panel(index), from: matrix.columns(columns))
            case .transposed, .transposedGates:
                kernels.packPanel(panels.panel(index), fromTransposed: matrix.rows(columns))
            }
        }
    }
}
