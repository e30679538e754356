import Seq2SeqTensors

/// Where the steps of a batch stand in a packed matrix: only steps that are there have a row, the longest rows of the
/// batch come first.
///
/// It is the same whatever padding the batch had, so padding cannot change a bit of what is computed.
package struct SequenceLayout: Sendable, Equatable {
    /// For each row of the batch the steps that are there, ascending.
    package let positions: [[Int]]
    /// Steps of a row, masked ones included.
    package let time: Int
    /// Which of the ordered rows are active at each of their own steps.
    package var packed: PackedLayout { packing.layout }
    /// Rows of the batch that have a step, the longest first, equally long ones in the order of the batch.
    package let order: [Int]
    /// For each row of the batch its place in `order`; nil if it has no step.
    package let packedRows: [Int?]
    package let packing: Packing

    package init(positions: [[Int]], time: Int) {
        self.positions = positions
        self.time = time
        packing = Packing(lengths: positions.map(\.count))
        let batch = packing.layout.batch
        order = Array(packing.order[..<batch])
        packedRows = packing.packedRows.map { $0 < batch ? $0 : nil }
    }

    package init(_ mask: Mask) {
        self.init(positions: mask.steps, time: mask.time)
    }

    /// Rows of the batch.
    package var batch: Int { positions.count }
    /// Rows of a packed matrix.
    package var count: Int { packed.count }

    package var mask: Mask {
        var elements = [Bool](repeating: false, count: batch * time)
        for (row, steps) in positions.enumerated() {
            for step in steps { elements[row * time + step] = true }
        }
        return Mask(batch: batch, time: time, elements: elements)
    }

    /// The packed row of the `index`-th step that a row of the batch has.
    package func packedRow(_ row: Int, _ index: Int) -> Int {
        precondition(index < positions[row].count, "Row \(row) of the batch has no step \(index)")
        return packed.offsets[index] + packing.packedRows[row]
    }

    /// For each row of the batch the packed rows of its steps, in their order.
    package var packedSequences: [[Int]] {
        positions.enumerated().map { row, steps in steps.indices.map { packedRow(row, $0) } }
    }

    /// The vectors of a batch of this layout, packed: `[steps that are there, features]`.
    package func pack(_ batch: PaddedBatch) -> [Float] {
        steps.flatMap { batch[$0.row, positions[$0.row][$0.index]] }
    }

    /// Packed vectors as a batch of this layout; what is masked has the value.
    package func pad(_ vectors: [[Float]], features: Int, with value: Float = 0) -> PaddedBatch {
        var values = [Float](repeating: value, count: batch * time * features)
        for (vector, step) in zip(vectors, steps) {
            let start = (step.row * time + positions[step.row][step.index]) * features
            values.replaceSubrange(start..<start + features, with: vector)
        }
        return PaddedBatch(values: values, features: features, mask: mask)
    }

    /// For each packed row the row of the batch and which of its steps it is.
    package var steps: [(row: Int, index: Int)] { packing.steps.map { ($0.row, $0.step) } }
}
