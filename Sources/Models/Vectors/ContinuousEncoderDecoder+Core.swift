import Seq2SeqLayers
import Seq2SeqPacking
import Seq2SeqTensors

// What training and prediction share: the ends of the core.
extension ContinuousEncoderDecoder {
    /// Runs the encoder.
    ///
    /// - Parameters:
    ///   - rows: the row of the batch of each of the decoder's rows.
    ///   - dropout: what is dropped; nil for nothing.
    func encoded(
        _ source: VectorSource, rows: [Int], dropout: ModelDropout? = nil, on tape: inout Tape
    ) -> EncoderDecoderCore.Encoded {
        guard let encoder = core.encoder else { return core.start(rows: rows.count, on: tape) }
        let layout = source.layout
        let input = read(source, dropout: dropout?.source.embedding, on: &tape)
        var initial: [LSTMState]?
        if let states = source.states {
            var begun: [LSTMState] = []
            for state in states { begun.append(constant(state, rows: layout.order, on: tape)) }
            initial = begun
        }
        let (outputs, final) = encoder(
            input, layout: layout.packed, initial: initial, dropout: dropout?.source.stack, on: &tape)
        let packedRows = rows.map { layout.packedRows[$0] }
        var unread: [LSTMState] = []
        if let states = source.states, packedRows.contains(nil) {
            // A row without a step keeps the state that it began with.
            let own = rows.map { layout.packedRows[$0] == nil ? $0 : nil }
            for state in states { unread.append(constant(state, rows: own, on: tape)) }
        }
        return core.start(from: outputs, final, packedRows: packedRows, unread: unread, on: &tape)
    }

    /// What the encoder reads: vectors, or embeddings of ids, and what comes with each row.
    private func read(_ source: VectorSource, dropout: RowDropout?, on tape: inout Tape) -> Variable {
        let count = source.layout.count
        guard let embedding else {
            return tape.constant(
                source.packed, rows: count, columns: configuration.inputSize + configuration.staticSize)
        }
        let embedded = tape.dropout(embedding(source.ids, on: &tape), dropout)
        guard configuration.staticSize > 0 else { return embedded }
        return tape.concatenate([
            embedded, tape.constant(source.packed, rows: count, columns: configuration.staticSize),
        ])
    }

    /// The states of some rows, zeros for nil.
    private func constant(_ state: RecurrentState, rows: [Int?], on tape: borrowing Tape) -> LSTMState {
        let zeros = [Float](repeating: 0, count: hidden)
        let vectors = state.vectors.map { vectors in
            tape.constant(rows.flatMap { $0.map { vectors[$0] } ?? zeros }, rows: rows.count, columns: hidden)
        }
        return vectors.count == 1 ? LSTMState(hiddenAlone: vectors[0]) : LSTMState(vectors: vectors)
    }

    /// What the decoder reads at steps.
    ///
    /// - Parameters:
    ///   - values: what was written last, then what is known and what comes with the sequence, `[rows, read]`.
    ///   - firstCount: how many of the rows, from the first on, are first steps.
    func read(_ values: [Float], rows: Int, firstCount: Int, on tape: inout Tape) -> Variable {
        let all = tape.constant(values, rows: rows, columns: configuration.readSize)
        guard let firstInput, firstCount > 0 else { return all }
        let learned = tape.repeated(firstInput, rows: 1)
        let begun = tape.select((0..<rows).map { $0 < firstCount ? 0 : nil }, of: learned)
        let written = tape.sum(all.columns(0..<outputSize), begun)
        guard configuration.readSize > outputSize else { return written }
        return tape.concatenate([written, all.columns(outputSize..<configuration.readSize)])
    }

    /// What a row reads at a step, `[read]`.
    ///
    /// - Parameter previous: what was written at the step before in the model's units; nil at the first.
    func read(_ source: VectorSource, row: Int, step: Int, previous: [Float]?) -> [Float] {
        let written =
            switch (previous, configuration.firstInput) {
            case (let previous?, _): previous
            case (nil, .last): source.last(ofRow: row, size: outputSize)
            case (nil, .zeros), (nil, .learned): [Float](repeating: 0, count: outputSize)
            }
        return written + source.reducedKnown(ofRow: row, step: step) + source.reducedStatics(ofRow: row)
    }

    /// The rows of what was read that each row of the batch looks back at; none without attention.
    func positions(of source: VectorSource) -> [[Int32]] {
        core.attention == nil ? [] : source.layout.packedSequences.map { $0.map(Int32.init) }
    }

    /// The numbers that stand for those that a row of the output layer's columns says, in the model's units.
    func centres(_ columns: [Float]) -> [Float] {
        let (width, centre) = (configuration.distribution.width, configuration.distribution.centre)
        return (0..<outputSize).map { columns[$0 * width + centre] }
    }
}
