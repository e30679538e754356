// Rows of a weight whose integers lie in panels: the fours of the inputs of 16 outputs side by side.

extension Int8Weight {
    /// The scale of an output; nobody else may read it while it changes.
    package func scale(ofRow row: Int) -> UnsafeMutablePointer<Float> {
        scales(ofPanel: row / Self.panelColumns) + row % Self.panelColumns
    }

    /// Puts the integers of outputs in their places, those of whole panels at once.
    ///
    /// - Parameter integers: row after row.
    func setRows(_ rows: Range<Int>, to integers: UnsafePointer<Int8>) {
        let width = Self.panelColumns
        var row = rows.lowerBound
        while row < rows.upperBound {
            let from = integers + (row - rows.lowerBound) * depth
            if row.isMultiple(of: width) && row + width <= rows.upperBound {
                Kernels.packIntegers(panel(row / width), from: from, depth: depth)
                row += width
            } else {
                setRow(row, to: from)
                row += 1
            }
        }
    }

    /// Puts the integers of an output in their places.
    package func setRow(_ row: Int, to integers: UnsafePointer<Int8>) {
        let first = panel(row / Self.panelColumns) + row % Self.panelColumns * 4
        let raw = UnsafeRawPointer(integers)
        let quads = depth / 4
        for quad in 0..<quads {
            let four = raw.loadUnaligned(fromByteOffset: 4 * quad, as: UInt32.self)
            UnsafeMutableRawPointer(first + quad * 4 * Self.panelColumns).storeBytes(of: four, as: UInt32.self)
        }
        for input in 4 * quads..<depth { first[quads * 4 * Self.panelColumns + input % 4] = integers[input] }
    }

    /// Puts the integers of an output of a weight of the same depth in the places of an output of this one.
    func copyRow(_ row: Int, of other: Int8Weight, to place: Int) {
        let stride = 4 * Self.panelColumns
        let from = UnsafeRawPointer(other.panel(row / Self.panelColumns) + row % Self.panelColumns * 4)
        let to = UnsafeMutableRawPointer(panel(place / Self.panelColumns) + place % Self.panelColumns * 4)
        for quad in 0..<Kernels.int8Quads(depth) {
            to.storeBytes(
                of: from.load(fromByteOffset: quad * stride, as: UInt32.self), toByteOffset: quad * stride,
                as: UInt32.self)
        }
    }

    /// The integers of an output, input by input.
    func forRow(_ row: Int, _ body: (_ input: Int, _ integer: Int8) -> Void) {
        let first = panel(row / Self.panelColumns) + row % Self.panelColumns * 4
        for input in 0..<depth { body(input, first[input / 4 * 4 * Self.panelColumns + input % 4]) }
    }

    /// What the integers of an output stand for.
    func copyRow(_ row: Int, to elements: UnsafeMutablePointer<Float>) {
        let scale = Int8Scale(scale(ofRow: row).pointee)
        forRow(row) { elements[$0] = scale.value(of: $1) }
    }

    /// Row after row, and the scale of each.
    var integers: (values: [Int8], scales: [Float]) {
        let table = table
        return (Array(table.integers(ofRows: 0..<rows)), Array(table.rowScales))
    }

    /// The same integers row after row.
    var table: Int8Table {
        let table = Int8Table(rows: rows, columns: depth)
        for row in 0..<rows {
            table.rowScales[row] = scale(ofRow: row).pointee
            let integers = table.integers(ofRows: row..<row + 1)
            forRow(row) { integers[$0] = $1 }
        }
        return table
    }

    /// A weight that is rounded, a few rows at a time.
    init(_ weight: PackedWeight, version: UInt64, with kernels: Kernels, on pool: WorkerPool) {
        self.init(rows: weight.panels.columns, depth: weight.panels.depth, version: version)
        let width = Self.panelColumns
        pool.run((rows + width - 1) / width, work: 24 * depth * width) { [self] index in
            let outputs = index * width..<min((index + 1) * width, rows)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: width * depth) { floats in
                guard let base = floats.baseAddress else { return }
                for (place, row) in outputs.enumerated() { weight.copyRow(row, to: base + place * depth) }
                kernels.packPanel(
                    panel(index), scales: scales(ofPanel: index),
                    from: Matrix(base: base, rows: outputs.count, columns: depth, stride: depth))
            }
        }
    }

    /// The same integers in panels.
    package init(_ table: Int8Table, version: UInt64 = 0) {
        self.init(rows: table.rows, depth: table.columns, version: version)
        for row in 0..<rows {
            scale(ofRow: row).pointee = table.rowScales[row]
            if let integers = table.integers(ofRows: row..<row + 1).baseAddress { setRow(row, to: integers) }
        }
    }
}
