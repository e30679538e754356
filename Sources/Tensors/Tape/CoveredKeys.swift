/// Keys as a query with coverage reads them, `k + c w`, in memory of their own: one query of a source at a time.
struct CoveredKeys {
    /// `[source tokens, hidden]`
    let keys: Matrix
    /// That of the query's keys, zeros until it is added to; nil without a backward pass.
    let gradient: Matrix?
    private let plain: Matrix
    private let plainGradient: Matrix?
    private let seen: Variable
    private let weight: UnsafeMutablePointer<Float>

    /// - Parameter gradient: that of the keys without coverage, which `backward` adds to.
    init(
        _ coverage: AttentionCoverage, keys: Matrix, gradient: Matrix? = nil, in workspace: Workspace,
        parameters: ParameterStore
    ) {
        plain = keys
        plainGradient = gradient
        self.keys = workspace.arena.matrix(rows: keys.rows, columns: keys.columns)
        self.gradient = gradient.map { _ in workspace.arena.matrix(rows: keys.rows, columns: keys.columns) }
        seen = coverage.seen
        weight = parameters.matrix(coverage.weight).base
    }

    /// Makes the keys of a query, whose coverage starts at an offset, and clears their gradient.
    func cover(_ positions: UnsafePointer<Int32>, _ count: Int, by offset: Int, _ kernels: Kernels) {
        for index in 0..<count {
            let row = Int(positions[index])
            keys.row(row).update(from: plain.row(row), count: plain.columns)
            gradient?.row(row).update(repeating: 0, count: plain.columns)
        }
        kernels.attentionSpread(
            .init(matrix: keys, positions: positions, count: count), factors: seen.value.base + offset, x: weight)
    }

    /// Adds the gradient of a query's keys to those of the plain keys, of the coverage and of the weight.
    func backward(
        _ positions: UnsafePointer<Int32>, _ count: Int, _ offset: Int, _ weightGradient: UnsafeMutablePointer<Float>,
        _ kernels: Kernels
    ) {
        guard let gradient, let plainGradient else { return }
        let rows = Kernels.AttendedRows(matrix: gradient, positions: positions, count: count)
        kernels.attentionSum(weightGradient, factors: seen.value.base + offset, rows: rows)
        for index in 0..<count {
            let row = Int(positions[index])
            kernels.add(plainGradient.row(row), gradient.row(row), count: plain.columns)
        }
        guard let seenGradient = seen.gradient else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { dots in
            guard let base = dots.baseAddress else { return }
            kernels.attentionDots(base, query: weight, rows: rows)
            kernels.add(seenGradient.base + offset, base, count: count)
        }
    }
}
