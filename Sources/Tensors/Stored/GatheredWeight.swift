/// Some outputs of a weight side by side, in the form in which products read them.
struct GatheredWeight: Sendable {
    private enum Form {
        case floats(PackedWeight)
        case int8(Int8Weight)
    }

    private let form: Form
    /// `[outputs]`
    private let bias: FloatStorage

    /// How many outputs there are.
    var count: Int { bias.count }

    /// - Parameters:
    ///   - parameter: `[out, in]`
    ///   - bias: `[out]`
    ///   - whole: the weight in 8 bits, if products are in these.
    init(
        _ rows: ArraySlice<Int32>, of parameter: Parameter, bias: Parameter, _ whole: Int8Weight?,
        in store: ParameterStore
    ) {
        self.bias = FloatStorage(count: rows.count)
        let from = store.matrix(bias)
        for (place, row) in rows.enumerated() { self.bias.base[place] = from.base[Int(row)] }
        if let whole {
            form = .int8(whole.gathering(rows))
        } else {
            form = .floats(PackedWeight(gathering: rows, of: parameter, in: store))
        }
    }

    /// `result = left * W^T + b` for some rows.
    ///
    /// - Parameters:
    ///   - result: `[rows, outputs]`
    ///   - rounded: the left-hand side in 8 bits, if products are in these.
    func product(_ result: Matrix, left: Matrix, rounded: Int8Rows?, with kernels: Kernels) {
        let start = Matrix(base: bias.base, rows: result.rows, columns: count, stride: 0)
        func forPanels(width: Int, _ body: (Int, Range<Int>) -> Void) {
            for panel in 0..<PanelLayout.panelCount(count, width: width) {
                body(panel, panel * width..<min((panel + 1) * width, count))
            }
        }
        switch form {
        case .floats(let weight):
            forPanels(width: Kernels.panelColumns) { panel, columns in
                kernels.product(
                    result.columns(columns), start: start.columns(columns), left: left,
                    panel: weight.panels.panel(panel))
            }
        case .int8(let weight):
            guard let rounded else { return }
            forPanels(width: Int8Weight.panelColumns) { panel, columns in
                kernels.product(
                    result.columns(columns), start: start.columns(columns), left: rounded,
                    panel: weight.panel(panel), scales: weight.scales(ofPanel: panel))
            }
        }
    }
}

extension PackedWeight {
    /// Panels for `x * W^T` of some of the outputs of a weight.
    fileprivate init(gathering rows: ArraySlice<Int32>, of parameter: Parameter, in store: ParameterStore) {
        let entry = store.entries[parameter.index]
        let layout = PanelLayout.transposed
        self.init(
            storage: FloatStorage(count: layout.floatCount(rows: rows.count, columns: entry.columns)), version: 0,
            layout: layout, rows: rows.count, columns: entry.columns)
        let width = Kernels.panelColumns
        withUnsafeTemporaryAllocation(of: Float.self, capacity: entry.columns) { row in
            for (place, id) in rows.enumerated() {
                store.copyRow(Int(id), of: parameter, to: row)
                let column = panels.panel(place / width) + place % width
                for input in 0..<entry.columns { column[input * width] = row[input] }
            }
        }
    }
}

extension ParameterStore {
    /// The floats of a row of a weight, from the form in which it is held.
    fileprivate func copyRow(_ row: Int, of parameter: Parameter, to elements: UnsafeMutableBufferPointer<Float>) {
        if let stored { return stored[parameter].copyRow(row, to: elements) }
        elements.baseAddress?.update(from: matrix(parameter).row(row), count: elements.count)
    }
}

extension Int8Weight {
    /// Panels of some of the outputs.
    fileprivate func gathering(_ rows: ArraySlice<Int32>) -> Int8Weight {
        let result = Int8Weight(rows: rows.count, depth: depth)
        for (place, row) in rows.enumerated() {
            result.scale(ofRow: place).pointee = scale(ofRow: Int(row)).pointee
            result.copyRow(Int(row), of: self, to: place)
        }
        return result
    }
}
