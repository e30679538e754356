/// A weight `[out, in]` in 8 bits, and how far its outputs are from the floats: enough to prove of most outputs, from a
/// quarter of the bytes, that another one is greater.
struct BoundedWeight {
    let rounded: Int8Weight
    /// For each output bounds of its norm and of its distance from what its integers stand for, `[out]`.
    private let norms: FloatStorage
    private let distances: FloatStorage

    /// - Parameter panels: of the weight's transpose.
    init(_ panels: Panels, version: UInt64, with kernels: Kernels, on pool: WorkerPool) {
        let (outputs, depth) = (panels.columns, panels.depth)
        let rounded = Int8Weight(rows: outputs, depth: depth, version: version)
        let (norms, distances) = (FloatStorage(count: outputs), FloatStorage(count: outputs))
        let width = Int8Weight.panelColumns
        pool.run((outputs + width - 1) / width, work: 100 * depth * width) { index in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: width * depth) { floats in
                guard let base = floats.baseAddress else { return }
                let first = index * width
                let rows = Matrix(base: base, rows: min(width, outputs - first), columns: depth, stride: depth)
                let panel = panels.panel(first / Kernels.panelColumns) + first % Kernels.panelColumns
                for input in 0..<depth {
                    for row in 0..<rows.rows {
                        rows.row(row)[input] = panel[input * Kernels.panelColumns + row]
                    }
                }
                let integers = rounded.panel(index)
                let scales = rounded.scales(ofPanel: index)
                kernels.packPanel(integers, scales: scales, from: rows)
                for row in 0..<rows.rows {
                    Kernels.boundOutput(
                        norm: norms.base + first + row, distance: distances.base + first + row, rows.row(row),
                        integers: integers + 4 * row, scale: scales[row], depth: depth)
                }
            }
        }
        (self.rounded, self.norms, self.distances) = (rounded, norms, distances)
    }

    /// Products with the integers become what those with the floats are at most, `[out]`.
    ///
    /// With `x'` for `x` in 8 bits and `w'` for an output `w`, the two differ by `(x - x') w + x' (w - w')`, so at most by
    /// `|x - x'| |w| + |x'| |w - w'|`, and by what is rounded: of a sum of `n` products at most a share `n u / (1 - n u)`
    /// of their magnitudes, `u = 2^-24` (Higham 2002, section 3.1), which `|x| |w|` bounds; of the product in 8 bits
    /// three roundings.
    ///
    /// - Parameters:
    ///   - input: `x`, `[in]`.
    ///   - scale: of `x` in 8 bits.
    ///   - bias: `[out]`.
    ///   - first: the first output of those whose greatest is asked for.
    /// - Returns: the greatest of what they are at least; NaN if anything is not finite.
    func bound(
        _ products: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>, scale: Float,
        bias: UnsafePointer<Float>, from first: Int
    ) -> Float {
        var (size, roundedSize, difference) = (0.0, 0.0, 0.0)
        for index in 0..<rounded.depth {
            let x = Double(input[index])
            // As the kernels round it.
            let integer = scale > 0 ? (input[index] / scale).rounded(.toNearestOrEven) : 0
            let near = Double(scale) * Double(integer)
            size += x * x
            roundedSize += near * near
            difference += (x - near) * (x - near)
        }
        let share = Double(rounded.depth + 16) * 0x1p-23
        let (norm, roundedNorm) = (size.squareRoot(), roundedSize.squareRoot())
        return Kernels.boundProducts(
            products, norms: norms.base, distances: distances.base, bias: bias,
            by: .init(
                byNorm: Float(difference.squareRoot() + share * (norm + roundedNorm)) + 0x1p-60,
                byDistance: Float(roundedNorm * (1 + share)) + 0x1p-60, bySize: Float(share)),
            from: first, count: rounded.rows)
    }
}
