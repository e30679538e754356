/// An output layer of which only the greatest logit is asked for.
///
/// A step of one row reads every weight once, and most of them belong to the output layer. So it reads them in 8 bits
/// first, and then in floats those alone of which these bounds do not prove that another logit is greater.
final class ContenderSearch {
    private let version: UInt64
    private var weight: BoundedWeight?
    /// How many steps were asked for.
    private var stepCount = 0
    /// Rows that the bounds have helped with, and that they have not.
    private var (helped, failed) = (0, 0)

    /// Rounding a weight takes as long as about so many steps of one row gain by it, and a process that says a line
    /// must start at once.
    static let stepsInFloats = 48

    init(version: UInt64) { self.version = version }

    func isFor(_ version: UInt64) -> Bool { self.version == version }

    /// The weight with its bounds; nil as long as they are not worth their while, and where they have proved nothing.
    func weight(_ make: () -> BoundedWeight) -> BoundedWeight? {
        stepCount += 1
        if stepCount <= Self.stepsInFloats || failed > 8 + helped / 4 { return nil }
        if weight == nil { weight = make() }
        return weight
    }

    func note(helps: Bool) {
        if helps { helped += 1 } else { failed += 1 }
    }
}

extension Workspace {
    /// The logits `x W^T + b` of those tokens of which one can be the most probable, and minus infinity for the others.
    ///
    /// The most probable token, and of equally probable ones the first, is that of the greatest log probability of all
    /// logits: where rounding might make two log probabilities equal whose logits are not, there is no result.
    ///
    /// - Parameters:
    ///   - result: `[rows, vocabulary]`
    ///   - x: `[rows, hidden]`
    ///   - weight: `[vocabulary, hidden]`
    ///   - bias: `[vocabulary]`
    ///   - reserved: how many of the first tokens may be excluded; their logits are given in any case.
    /// - Returns: whether the result is there.
    func contenders(
        _ result: Matrix, _ x: Matrix, weight: Parameter, bias: Parameter, reserved: Int, of parameters: ParameterStore
    ) -> Bool {
        guard precision == .float32, x.rows <= Self.mostRowsOfContenders, result.columns > reserved else {
            return false
        }
        let search = contenderSearch(of: weight, parameters)
        let panels = panels(weight, .transposed, of: parameters)
        guard
            let bounded = search.weight({
                BoundedWeight(panels, version: parameters.version, with: kernels, on: pool)
            })
        else { return false }
        let mark = arena.mark
        defer { arena.release(to: mark) }
        let rounded = quantized(x)
        let bias = parameters.matrix(bias)
        product(result, start: .bias(bias), left: rounded, bounded.rounded)
        for row in 0..<x.rows {
            let values = result.rows(row..<row + 1)
            let greatest = bounded.bound(
                values.base, input: x.row(row), scale: rounded.scales[row], bias: bias.base, from: reserved)
            let chosen = greatest.isFinite ? Self.panels(reaching: greatest, in: values) : []
            let helps =
                !chosen.isEmpty && 8 * chosen.count <= PanelLayout.panelCount(values.columns)
                && fill(values, chosen, left: x.rows(row..<row + 1), panels, bias: bias, reserved: reserved)
            search.note(helps: helps)
            if !helps { return false }
        }
        rowsByContenders += x.rows
        return true
    }

    /// With more rows a product in floats is no longer bound by memory.
    private static let mostRowsOfContenders = 4

    /// Logits that differ by less are both looked at.
    private static let slack: Float = 0x1p-10

    /// The panels, in their order, that hold an upper bound which reaches a lower one, and the first.
    private static func panels(reaching lower: Float, in bounds: Matrix) -> [Int] {
        let values = UnsafeBufferPointer(start: bounds.base, count: bounds.columns)
        let below = (lower - slack).nextDown
        var panels = [0]
        var next = Kernels.panelColumns
        while next < values.count, let index = Kernels.firstIndex(above: below, in: values, from: next) {
            let panel = index / Kernels.panelColumns
            panels.append(panel)
            next = (panel + 1) * Kernels.panelColumns
        }
        return panels
    }

    /// Writes the logits of some panels, and minus infinity for the others.
    ///
    /// - Returns: whether the greatest is so by more than log probabilities are rounded by.
    private func fill(
        _ values: Matrix, _ chosen: [Int], left: Matrix, _ panels: Panels, bias: Matrix, reserved: Int
    ) -> Bool {
        let width = Kernels.panelColumns
        values.fill(with: -.infinity)
        pool.run(chosen.count, work: Self.operationsOfCopy * panels.depth * width) { index in
            let columns = chosen[index] * width..<min((chosen[index] + 1) * width, values.columns)
            let start = Matrix(base: bias.base + columns.lowerBound, rows: 1, columns: columns.count, stride: 0)
            kernels.product(values.columns(columns), start: start, left: left, panel: panels.panel(chosen[index]))
        }
        var (greatest, greatestOfAll) = (-Float.infinity, -Float.infinity)
        for panel in chosen {
            for column in panel * width..<min((panel + 1) * width, values.columns) {
                let value = values.base[column]
                guard value.isFinite else { return false }
                greatestOfAll = max(greatestOfAll, value)
                if column >= reserved { greatest = max(greatest, value) }
            }
        }
        // A log probability is (x - greatest of all) - log(sum): each difference is rounded by at most 2^-24 of itself,
        // and the logarithm is at most that of the size of the largest vocabulary, so below 32.
        let gap = (greatestOfAll - greatest + 32) * 0x1p-20
        guard gap <= Self.slack else { return false }
        var near: [Float] = []
        for panel in chosen {
            for column in panel * width..<min((panel + 1) * width, values.columns)
            where values.base[column] >= greatest - Self.slack {
                near.append(values.base[column])
            }
        }
        near.sort()
        return zip(near, near.dropFirst()).allSatisfy { $1 - $0 > gap }
    }

    private func contenderSearch(of weight: Parameter, _ parameters: ParameterStore) -> ContenderSearch {
        if let known = contenderSearches[weight], known.isFor(parameters.version) { return known }
        let search = ContenderSearch(version: parameters.version)
        contenderSearches[weight] = search
        return search
    }
}

extension Tape {
    /// Writes the logits of those tokens of which one can be the most probable, and minus infinity for the others; see
    /// `Workspace`.
    ///
    /// - Parameters:
    ///   - result: `[rows, vocabulary]`.
    ///   - x: `[rows, hidden]`.
    ///   - weight: `[vocabulary, hidden]`.
    ///   - bias: `[vocabulary]`.
    ///   - reserved: how many of the first tokens may be excluded; their logits are given in any case.
    /// - Returns: whether the result is there; it is not where it takes as long as all.
    package func contenders(
        _ result: Matrix, _ x: Variable, weight: Parameter, bias: Parameter, reserved: Int
    ) -> Bool {
        workspace.contenders(result, x.value, weight: weight, bias: bias, reserved: reserved, of: parameters)
    }
}
