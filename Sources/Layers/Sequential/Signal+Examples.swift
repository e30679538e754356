import Seq2SeqTensors

extension Signal {
    /// What a model's input reads.
    ///
    /// - Parameters:
    ///   - shape: the shape of the input.
    ///   - idLimit: ids must be below it; nil for any.
    /// - Throws: how the examples differ from that.
    init(
        _ x: Examples, as shape: LayerShape, idLimit: Int?, on tape: borrowing Tape
    ) throws(SequentialError) {
        guard x.count > 0 else { throw .noExamples }
        try x.check()
        let mismatch = SequentialError.data(expected: "\(shape)", found: x.shape)
        switch (shape, x.content) {
        case (.vectors(let features), .vectors(let vectors)):
            guard vectors.allSatisfy({ $0.count == features }) else { throw mismatch }
            self.init(tape.constant(vectors.flatMap { $0 }, rows: vectors.count, columns: features), .vectors)
        case (.sequences(let features, let time), .sequences(let batch)):
            let layout = SequenceLayout(batch.mask)
            guard batch.features == features || layout.count == 0, time == nil || time == batch.time else {
                throw mismatch
            }
            let values = layout.pack(batch)
            self.init(tape.constant(values, rows: layout.count, columns: features), .sequences(layout))
        case (.tokens(let time), .tokens(let tokens)):
            guard time == nil || time == tokens.time else { throw mismatch }
            let layout = SequenceLayout(tokens.mask)
            let ids = layout.steps.map { tokens.ids[$0.row * tokens.time + layout.positions[$0.row][$0.index]] }
            if let limit = idLimit, let id = ids.first(where: { !(0..<limit).contains(Int($0)) }) {
                throw .outsideRange(id: Int(id), count: limit)
            }
            self.init(ids: ids, layout)
        default: throw mismatch
        }
    }
}
