/// Matrix products cut into fixed tiles, which the threads share.
extension Workspace {
    /// What a product is added to.
    enum ProductStart {
        case zero
        /// The same row for every row of the result, `[1, columns]`.
        case bias(Matrix)
        /// The result's own values.
        case result

        /// What a tile of the result is added to; nil for zeros.
        ///
        /// - Parameter column: the first of the tile's columns.
        func tile(_ target: Matrix, at column: Int) -> Matrix? {
            switch self {
            case .zero: nil
            case .bias(let bias):
                Matrix(base: bias.base + column, rows: target.rows, columns: target.columns, stride: 0)
            case .result: target
            }
        }
    }

    /// Rows of the left-hand side that one job takes, so that they stay in the second-level cache.
    private static let rowsOfJob = 192

    /// How many operations of a product take about as long as moving a float from one place to another.
    static let operationsOfCopy = 32

    /// `result = start + left * panels`, shapes `[rows, columns]`, `[rows, depth]` and `[depth, columns]`.
    func product(_ result: Matrix, start: ProductStart, left: Matrix, _ panels: Panels) {
        precondition(
            left.columns == panels.depth && result.columns == panels.columns && result.rows == left.rows,
            "A product of \(left.shape) and [\(panels.depth), \(panels.columns)] does not fit \(result.shape)")
        if panels.depth > Self.deep && result.rows > Self.rowsOfDeepJob {
            return deepProduct(result, start: start, left: left, panels)
        }
        let width = Kernels.panelColumns
        forTiles(of: result, start: start, width: width, workPerRow: 2 * width * panels.depth) { tile in
            kernels.product(
                tile.target, start: tile.start, left: left.rows(tile.rows),
                panel: panels.panel(tile.panel))
        }
    }

    /// How deep a product is cut into parts, and the rows and panels that a job of it takes.
    private static let (deep, rowsOfDeepJob, panelsOfDeepJob) = (1024, 96, 4)

    /// The same of rows so long that those of a job would come from behind the second-level cache for every panel anew: a
    /// part of them meets several panels. What is summed up waits in the result until the next part.
    private func deepProduct(_ result: Matrix, start: ProductStart, left: Matrix, _ panels: Panels) {
        let (width, depth) = (Kernels.panelColumns, panels.depth)
        let widthOfJob = width * Self.panelsOfDeepJob
        let groups = (result.columns + widthOfJob - 1) / widthOfJob
        let rowBlocks = (result.rows + Self.rowsOfDeepJob - 1) / Self.rowsOfDeepJob
        pool.run(groups * rowBlocks, work: 2 * Self.rowsOfDeepJob * widthOfJob * depth) { job in
            let firstRow = job / groups * Self.rowsOfDeepJob
            let rows = firstRow..<min(firstRow + Self.rowsOfDeepJob, result.rows)
            let first = job % groups * widthOfJob
            for part in stride(from: 0, to: depth, by: Self.deep) {
                let left = left.rows(rows).columns(part..<min(part + Self.deep, depth))
                for column in stride(from: first, to: min(first + widthOfJob, result.columns), by: width) {
                    let target = result.rows(rows).columns(column..<min(column + width, result.columns))
                    kernels.product(
                        target, start: part == 0 ? start.tile(target, at: column) : target, left: left,
                        panel: panels.panel(column / width) + part * width)
                }
            }
        }
    }

    /// What one job computes of a product: some rows of one panel's columns.
    struct ProductTile {
        let target: Matrix
        /// What it is added to; nil for zeros.
        let start: Matrix?
        /// The target's rows of the whole result.
        let rows: Range<Int>
        let panel: Int
    }

    /// Cuts a product into tiles of a panel's width, which the threads share.
    func forTiles(
        of result: Matrix, start: ProductStart, width: Int, workPerRow: Int, _ body: (ProductTile) -> Void
    ) {
        let panelCount = (result.columns + width - 1) / width
        let rowBlocks = (result.rows + Self.rowsOfJob - 1) / Self.rowsOfJob
        pool.run(panelCount * rowBlocks, work: min(result.rows, Self.rowsOfJob) * workPerRow) { job in
            let firstRow = job / panelCount * Self.rowsOfJob
            let rows = firstRow..<min(firstRow + Self.rowsOfJob, result.rows)
            let column = job % panelCount * width
            let columns = column..<min(column + width, result.columns)
            let target = result.rows(rows).columns(columns)
            body(
                ProductTile(
                    target: target, start: start.tile(target, at: column), rows: rows, panel: job % panelCount))
        }
    }

    /// The two sides of a weight gradient, `result += left^T * right`.
    struct TransposedProduct {
        /// `[m, n]`
        let result: Matrix
        /// `[k, m]`
        let left: Matrix
        /// `[k, n]`, packed.
        let right: Panels
    }

    /// Several weight gradients in one loop, so that few jobs are left over for the last thread.
    func accumulate(_ products: [TransposedProduct]) {
        var jobs: [(product: TransposedProduct, rows: Range<Int>)] = []
        for product in products {
            for row in stride(from: 0, to: product.result.rows, by: Kernels.gradientRows) {
                jobs.append((product, row..<min(row + Kernels.gradientRows, product.result.rows)))
            }
        }
        let work = products.map { 2 * min($0.result.rows, Kernels.gradientRows) * $0.result.columns * $0.left.rows }
        pool.run(jobs.count, work: work.max() ?? 0) { job in
            let (product, rows) = jobs[job]
            kernels.productTransposed(
                product.result.rows(rows), left: product.left.columns(rows), panels: product.right.base)
        }
    }

    /// Panels of the rows of a matrix, in the arena.
    func panels(ofRows matrix: Matrix) -> Panels {
        packRows(depth: matrix.rows, columns: matrix.columns) { panel, columns in
            kernels.packPanel(panel, from: matrix.columns(columns))
        }
    }

    /// Panels of the columns of a matrix, in the arena.
    func panels(ofColumns matrix: Matrix) -> Panels {
        packRows(depth: matrix.columns, columns: matrix.rows) { panel, rows in
            kernels.packPanel(panel, fromTransposed: matrix.rows(rows))
        }
    }

    /// Panels of gathered rows, in the arena: row `index[k]` of `source`, or row `-1 - index[k]` of `others` (zeros
    /// where there are none).
    func panels(gathering index: [Int32], from source: Matrix, or others: Matrix?) -> Panels {
        index.withUnsafeBufferPointer { index in
            packRows(depth: index.count, columns: source.columns) { [base = index.baseAddress] panel, columns in
                guard let base else { return }
                kernels.packPanel(
                    panel, gathering: base, from: source.columns(columns), or: others?.columns(columns),
                    depth: index.count)
            }
        }
    }

    private func packRows(
        depth: Int, columns: Int, _ pack: (UnsafeMutablePointer<Float>, Range<Int>) -> Void
    ) -> Panels {
        let width = Kernels.panelColumns
        let panelCount = PanelLayout.panelCount(columns)
        let panels = Panels(base: arena.floats(panelCount * depth * width), depth: depth, columns: columns)
        pool.run(panelCount, work: Self.operationsOfCopy * depth * width) { index in
            pack(panels.panel(index), index * width..<min((index + 1) * width, columns))
        }
        return panels
    }

    /// `sums[column] += matrix[row, column]` over the rows, in their order.
    func addColumnSums(_ sums: Matrix, of matrix: Matrix) {
        let width = 256
        pool.run((matrix.columns + width - 1) / width, work: Self.operationsOfCopy * matrix.rows * width) { job in
            let columns = job * width..<min((job + 1) * width, matrix.columns)
            kernels.columnSums(sums.base + columns.lowerBound, of: matrix.columns(columns))
        }
    }

    /// `function(job, rows)` for blocks of so many rows.
    func forRowBlocks(of rows: Int, size: Int, workPerRow: Int, _ body: (Range<Int>) -> Void) {
        pool.run((rows + size - 1) / size, work: size * workPerRow) { job in
            body(job * size..<min((job + 1) * size, rows))
        }
    }

    /// Every row by itself.
    func forRows(of rows: Int, workPerRow: Int, _ body: (Int) -> Void) {
        forRowBlocks(of: rows, size: 16, workPerRow: workPerRow) { block in
            for row in block { body(row) }
        }
    }
}
