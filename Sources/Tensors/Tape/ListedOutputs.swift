import Seq2SeqSettings

/// The outputs of a layer `y = x W^T + b` that each source's rows have: those of a list. The first of them, which all
/// lists have, are read where the whole weight lies; those that are a source's own are put side by side once.
package struct ListedOutputs: Sendable {
    /// For each source its list.
    package let lists: [TokenList]
    /// `[out, in]`
    let weight: Parameter
    /// `[out]`
    let bias: Parameter
    /// For each source the outputs of its own.
    fileprivate let own: [GatheredWeight]
    fileprivate let commonCount: Int

    /// The tokens of the longest list.
    var columns: Int { lists.map(\.count).max() ?? 0 }

    /// How many of a source's tokens are outputs of the layer. Those beyond its last one only a source has.
    fileprivate func generatedCount(_ source: Int) -> Int { commonCount + own[source].count }
}

extension Workspace {
    /// What is read in every step of the outputs on lists.
    ///
    /// - Parameter lists: one for each source. All have as many of the first ids.
    package func outputs(
        on lists: [TokenList], weight: Parameter, bias: Parameter, of parameters: ParameterStore
    ) -> ListedOutputs {
        let count = parameters.entry(of: weight).rows
        let common = lists.first?.commonCount ?? 0
        require(
            common <= count && lists.allSatisfy { $0.commonCount == common },
            "Lists have equally many of the first tokens, of which there are \(count)")
        let whole = precision == .int8 ? int8Weight(weight, of: parameters) : nil
        let depth = parameters.entry(of: weight).columns
        let work = 4 * depth * (lists.map(\.ownIDs.count).max() ?? 0)
        let own = [GatheredWeight?](unsafeUninitializedCapacity: lists.count) { gathered, initialized in
            guard let base = gathered.baseAddress else { return }
            base.initialize(repeating: nil, count: lists.count)
            initialized = lists.count
            pool.run(lists.count, work: work) { index in
                let ids = lists[index].ownIDs.prefix(lists[index].ownCount(below: Int32(count)))
                base[index] = GatheredWeight(ids, of: weight, bias: bias, whole, in: parameters)
            }
        }
        return ListedOutputs(
            lists: lists, weight: weight, bias: bias, own: own.compactMap(\.self), commonCount: common)
    }

    /// The outputs on the lists of the rows' sources, `[rows, longest list]`; what stands behind a list is not set.
    fileprivate func linear(
        _ result: Matrix, _ input: Matrix, _ outputs: ListedOutputs, sources: [Int], parameters: ParameterStore
    ) {
        let common = result.columns(0..<outputs.commonCount)
        let start = ProductStart.bias(parameters.matrix(outputs.bias))
        let mark = arena.mark
        defer { arena.release(to: mark) }
        var rounded: Int8Rows?
        if precision == .int8 {
            let left = quantized(input)
            product(common, start: start, left: left, int8Weight(outputs.weight, of: parameters))
            rounded = left
        } else {
            let whole = panels(outputs.weight, .transposed, of: parameters)
            let first = Panels(base: whole.base, depth: whole.depth, columns: common.columns)
            product(common, start: start, left: input, first)
        }
        let runs = sources.runsOfEqual
        let most = runs.map { 2 * $0.count * outputs.own[sources[$0.lowerBound]].count * input.columns }.max() ?? 0
        pool.run(runs.count, work: most) { [rounded] index in
            let rows = runs[index]
            let own = outputs.own[sources[rows.lowerBound]]
            let columns = outputs.commonCount..<outputs.commonCount + own.count
            own.product(
                result.rows(rows).columns(columns), left: input.rows(rows), rounded: rounded?.rows(rows),
                with: kernels)
        }
    }
}

extension Tape {
    /// The log probabilities of the next token in nats among those on the list of each row's source, in the order of
    /// the list, `[tokens, longest list]`; minus infinity behind it, and for what only a source has and is not copied.
    ///
    /// - Parameters:
    ///   - x: `[tokens, hidden]`.
    ///   - sources: `[tokens]`, the source of each row.
    ///   - pointer: what can be copied; nil for a model that does not copy.
    package func logProbabilities(
        _ x: Variable, _ outputs: ListedOutputs, sources: [Int], _ pointer: PointerGenerator?
    ) -> Matrix {
        let result = workspace.arena.matrix(rows: x.rows, columns: outputs.columns)
        workspace.linear(result, x.value, outputs, sources: sources, parameters: parameters)
        let kernels = workspace.kernels
        workspace.forRows(of: x.rows, workPerRow: 40 * result.columns) { row in
            let list = outputs.lists[sources[row]]
            let (all, generated) = (result.rows(row..<row + 1), outputs.generatedCount(sources[row]))
            kernels.logSoftmax(all.columns(0..<generated))
            guard let pointer else {
                return all.columns(generated..<all.columns).fill(with: -.infinity)
            }
            pointer.mix(all.row(0), row: row, generatedCount: generated, columns: all.columns) { id in
                guard let column = list.column(of: id) else { fail("The list lacks the token \(id) of its source") }
                return column
            }
        }
        return result
    }
}

extension [Int] {
    /// The ranges of indices at which equal numbers follow one another.
    fileprivate var runsOfEqual: [Range<Int>] {
        var runs: [Range<Int>] = []
        for index in indices {
            if index > 0 && self[index] == self[index - 1] {
                runs[runs.count - 1] = runs[runs.count - 1].lowerBound..<index + 1
            } else {
                runs.append(index..<index + 1)
            }
        }
        return runs
    }
}
