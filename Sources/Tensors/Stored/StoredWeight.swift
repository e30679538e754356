/// A weight in the form in which computing reads it. It never changes.
package enum StoredWeight: Sendable {
    /// Row after row of floats.
    case values(FloatStorage)
    /// What a product in floats reads.
    case panels(PackedWeight)
    /// What a product in 8 bits reads.
    case int8(Int8Weight)
    /// Rows in 8 bits, which are looked up.
    case int8Table(Int8Table)

    /// Whether it is held in 8 bits.
    package var isInt8: Bool {
        switch self {
        case .values, .panels: false
        case .int8, .int8Table: true
        }
    }

    /// The floats of a row, or those that its integers stand for.
    package func copyRow(_ row: Int, to elements: UnsafeMutableBufferPointer<Float>) {
        guard let base = elements.baseAddress else { return }
        switch self {
        case .values(let storage): base.update(from: storage.base + row * elements.count, count: elements.count)
        case .panels(let weight): weight.copyRow(row, to: base)
        case .int8(let weight): weight.copyRow(row, to: base)
        case .int8Table(let table): table.copyRow(row, to: base)
        }
    }

    /// The integers of a weight in 8 bits, row after row, and the scale of each row; nil of floats.
    package var integers: (values: [Int8], scales: [Float])? {
        switch self {
        case .values, .panels: nil
        case .int8(let weight): weight.integers
        case .int8Table(let table): (Array(table.integers(ofRows: 0..<table.rows)), Array(table.rowScales))
        }
    }
}

/// How a model reads a weight.
package enum WeightUse: Hashable, Sendable {
    /// Element by element.
    case values
    /// As the right-hand side of a product.
    case product(PanelLayout)
    /// Row by row, and perhaps in products too.
    ///
    /// - Parameter isRounded: whether the rows go nowhere but into products, so that with weights in 8 bits they are
    ///   rounded to 8 bits in any case.
    case table(isRounded: Bool)

    /// Whether computing in 8 bits gives the same bits if the weight is held in 8 bits.
    package var allowsInt8: Bool {
        switch self {
        case .values: false
        case .product: true
        case .table(let isRounded): isRounded
        }
    }
}
