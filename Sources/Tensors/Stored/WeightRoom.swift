/// Room for a weight that is filled piece by piece, by several threads at once: each piece is whole rows, and no row is
/// filled twice.
package struct WeightRoom: @unchecked Sendable {
    /// The weight, whole once every row was filled.
    package let weight: StoredWeight
    package let rows: Int
    package let columns: Int

    /// Room for a weight of floats.
    package init(rows: Int, columns: Int, use: WeightUse, in block: StorageBlock) {
        (self.rows, self.columns) = (rows, columns)
        guard case .product(let layout) = use else {
            weight = .values(block.take(rows * columns))
            return
        }
        let count = layout.floatCount(rows: rows, columns: columns)
        let whole = PackedWeight(
            storage: block.take(count), version: 0, layout: layout, rows: rows, columns: columns)
        weight = .panels(whole)
    }

    /// Room for a weight in 8 bits, the scales of which are `scale(ofRow:)`.
    package init(int8Rows rows: Int, columns: Int, use: WeightUse, in block: StorageBlock) {
        (self.rows, self.columns) = (rows, columns)
        if case .table = use {
            weight = .int8Table(Int8Table(rows: rows, columns: columns, in: block))
        } else {
            weight = .int8(Int8Weight(rows: rows, depth: columns, in: block))
        }
    }

    /// Where the bytes of rows lie one after another; nil if they lie in panels, in which `put` puts them.
    package func bytes(ofRows range: Range<Int>) -> UnsafeMutableRawBufferPointer? {
        switch weight {
        case .values(let storage):
            UnsafeMutableRawBufferPointer(
                UnsafeMutableBufferPointer(
                    start: storage.base + range.lowerBound * columns, count: range.count * columns))
        case .int8Table(let table): UnsafeMutableRawBufferPointer(table.integers(ofRows: range))
        case .panels, .int8: nil
        }
    }

    /// Puts rows where they belong.
    ///
    /// - Parameter bytes: the elements of the rows, one row after another.
    package func put(
        rows range: Range<Int>, from bytes: UnsafeMutableRawBufferPointer, with workspace: Workspace
    ) {
        guard let base = bytes.baseAddress else { return }
        switch weight {
        case .values, .int8Table: preconditionFailure("Rows that lie one after another are filled in place")
        case .panels(let weight):
            let elements = base.assumingMemoryBound(to: Float.self)
            let rows = Matrix(base: elements, rows: range.count, columns: columns, stride: columns)
            weight.put(rows, at: range.lowerBound, with: workspace.kernels)
        case .int8(let weight):
            weight.setRows(range, to: base.assumingMemoryBound(to: Int8.self))
        }
    }

    /// How many rows are best put at once; of floats they must be, from a multiple of it on, unless the weight or one
    /// of its gates ends.
    package var rowsOfPanel: Int {
        switch weight {
        case .panels: Kernels.panelColumns
        case .int8: Int8Weight.panelColumns
        case .values, .int8Table: 1
        }
    }

    /// The rows of each gate, the panels of which start anew.
    package var rowsOfGate: Int {
        if case .panels(let weight) = weight { return weight.rowsOfGate }
        return rows
    }

    /// Gives every row of a weight in 8 bits its scale.
    package func setScales(_ scales: UnsafeMutableBufferPointer<Float>) {
        switch weight {
        case .values, .panels: preconditionFailure("Floats have no scales")
        case .int8(let weight): for row in 0..<rows { weight.scale(ofRow: row).pointee = scales[row] }
        case .int8Table(let table): for row in 0..<rows { table.rowScales[row] = scales[row] }
        }
    }
}
