/// The hidden states of a recurrent layer as its recurrent weights meet them under dropout: each row of the batch has
/// one mask for all steps (Gal and Ghahramani 2016, eq. 7).
struct MaskedStates {
    /// `[tokens, hidden]`, packed: filled step by step.
    let outputs: Matrix
    /// `[batch, hidden]`; nil for zeros.
    let initial: Matrix?
    /// `[batch]`
    private let keys: [UInt64]
    private let rule: Kernels.DropoutRule

    init(_ dropout: RowDropout, layout: PackedLayout, initial: Matrix?, hidden: Int, in workspace: Workspace) {
        let (keys, rule) = (dropout.keys, dropout.rule)
        precondition(keys.count == layout.batch, "\(keys.count) keys do not match a batch of \(layout.batch) rows")
        self.keys = keys
        self.rule = rule
        outputs = workspace.arena.matrix(rows: layout.count, columns: hidden)
        self.initial = initial.map { initial in
            let result = workspace.arena.matrix(rows: layout.batch, columns: hidden)
            workspace.forRows(of: layout.batch, workPerRow: 20 * hidden) { row in
                workspace.kernels.dropout(
                    result.row(row), initial.row(row), key: keys[row], rule: rule, count: hidden)
            }
            return result
        }
    }

    /// Adds the gradient of the masked initial state to that of the initial state.
    func addGradient(_ share: Matrix, to gradient: Matrix, in workspace: Workspace) {
        workspace.forRows(of: share.rows, workPerRow: 20 * share.columns) { row in
            workspace.kernels.dropoutBackward(
                gradient.row(row), gradient: share.row(row), key: keys[row], rule: rule, count: share.columns)
        }
    }

    fileprivate func withMasks(_ body: (Kernels.RowMasks?) -> Void) {
        keys.withUnsafeBufferPointer { keys in
            body(keys.baseAddress.map { Kernels.RowMasks(keys: $0, rule: rule) })
        }
    }
}

extension MaskedStates? {
    /// Gives the masks to the kernels of one step; nil if nothing is dropped.
    func withMasks(_ body: (Kernels.RowMasks?) -> Void) {
        if let self { self.withMasks(body) } else { body(nil) }
    }
}
