import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// What the decoder reads beside sources, in one of the kinds that there are: tags, or a second source. It attends to its
/// vectors beside the source, and reads a summary of them with each token.
struct EncodedFurtherSource {
    /// What attention reads, and how it scores; nil without attention.
    let attended: (scoring: AttentionScoring, memory: Attention.Memory)?
    /// For each source the rows of its vectors; none where there is nothing beside it.
    let positions: [[Int32]]
    /// For each source what is read with each token, zeros where there is nothing beside it. `[sources, hidden]`
    let summaries: Variable

    /// The same as the decoder reads it at some steps.
    ///
    /// - Parameter sources: the source of each row.
    func reading(of sources: [Int], on tape: inout Tape) -> FurtherReading {
        let spans =
            attended == nil
            ? AttentionSpans(positions: [], sources: []) : AttentionSpans(positions: positions, sources: sources)
        return FurtherReading(attended: attended, spans: spans, summaries: tape.select(sources, of: summaries))
    }
}

/// What a run of decoder steps reads beside sources.
struct FurtherReading {
    /// What attention reads, and how it scores; nil without attention.
    let attended: (scoring: AttentionScoring, memory: Attention.Memory)?
    /// The vectors that each row attends to.
    let spans: AttentionSpans
    /// For each row what is read with its token, `[tokens, hidden]`.
    let summaries: Variable
}

/// What is read beside sources, kept from step to step.
struct FurtherMemory: Sendable {
    private let scoring: AttentionScoring?
    /// `[vectors, hidden]`; nil without attention.
    private let keys: Rows?
    private let values: Rows?
    private let positions: [[Int32]]
    /// `[sources, hidden]`
    private let summaries: Rows

    init(_ source: EncodedFurtherSource) {
        scoring = source.attended?.scoring
        keys = source.attended.map { Rows(copying: $0.memory.keys.value) }
        values = source.attended.map { Rows(copying: $0.memory.values.value) }
        positions = source.positions
        summaries = Rows(copying: source.summaries.value)
    }

    /// The same as attention reads it.
    var encoded: EncodedFurtherSource {
        func variable(_ rows: Rows) -> Variable { Variable(value: rows.matrix, gradient: nil) }
        var attended: (scoring: AttentionScoring, memory: Attention.Memory)?
        if let scoring, let keys, let values {
            attended = (scoring, Attention.Memory(keys: variable(keys), values: variable(values)))
        }
        return EncodedFurtherSource(attended: attended, positions: positions, summaries: variable(summaries))
    }
}

extension EncoderDecoder {
    /// What the decoder reads beside sources: of a model that reads both, tags before second sources.
    ///
    /// - Parameters:
    ///   - tags: for each source the ids of its tags; may be empty for all of them.
    ///   - second: the second sources.
    func encodedFurther(
        tags: [[Int32]], _ second: PresentSequences, of sourceCount: Int, dropout: EncoderDropout? = nil,
        on tape: inout Tape
    ) -> [EncodedFurtherSource] {
        var further: [EncodedFurtherSource] = []
        if let tags = encoded(tags: tags, of: sourceCount, on: &tape) { further.append(tags) }
        if let second = encoded(second, of: sourceCount, dropout: dropout, on: &tape) { further.append(second) }
        return further
    }

    /// Gives tags their vectors, which have no order; a summary is their sum. Nil for a model that reads none.
    private func encoded(tags: [[Int32]], of sourceCount: Int, on tape: inout Tape) -> EncodedFurtherSource? {
        guard let tagEmbedding else {
            require(tags.allSatisfy(\.isEmpty), "Tags are given to a model that reads none")
            return nil
        }
        require(
            tags.isEmpty || tags.count == sourceCount, "\(tags.count) lists of tags do not match \(sourceCount) sources"
        )
        let tags = tags.isEmpty ? [[Int32]](repeating: [], count: sourceCount) : tags
        let size = Int32(configuration.tagVocabularySize)
        for id in tags.joined() { require(id >= 0 && id < size, "Ids of tags are in 0..<\(size), but one is \(id)") }
        var start = 0
        let groups = tags.map { ids in
            defer { start += ids.count }
            return start..<start + ids.count
        }
        let vectors = tagEmbedding(Array(tags.joined()), on: &tape)
        let summaries = tape.rowSums(groups, of: vectors)
        return EncodedFurtherSource(
            attended: attended(vectors, by: core.tagAttention, on: &tape), positions: groups.map { $0.map(Int32.init) },
            summaries: summaries)
    }

    /// Runs the second encoder over the second sources that there are; a summary is its highest layer's last hidden state.
    /// Nil for a model that reads none.
    private func encoded(
        _ second: PresentSequences, of sourceCount: Int, dropout: EncoderDropout?, on tape: inout Tape
    ) -> EncodedFurtherSource? {
        guard let secondEncoder = core.secondEncoder else {
            require(second.packed == nil, "Second sources are given to a model that reads none")
            return nil
        }
        require(
            second.batch == 0 || second.batch == sourceCount,
            "\(second.batch) second sources do not match \(sourceCount) sources")
        guard let packed = second.packed else {
            let none = tape.variable(rows: 0, columns: configuration.hidden)
            return EncodedFurtherSource(
                attended: attended(none, by: core.secondAttention, on: &tape),
                positions: [[Int32]](repeating: [], count: sourceCount),
                summaries: tape.zeros(rows: sourceCount, columns: configuration.hidden))
        }
        let (outputs, final) = run(secondEncoder, over: packed, dropout: dropout, on: &tape)
        let summaries = tape.select(
            second.spread(packed.packedRows, else: nil), of: final[configuration.encoderDepth - 1].hidden)
        return EncodedFurtherSource(
            attended: attended(outputs, by: core.secondAttention, on: &tape),
            positions: second.spread(positions(of: packed), else: []), summaries: summaries)
    }

    /// What attention reads of vectors; nil without attention.
    private func attended(
        _ vectors: Variable, by scoring: AttentionScoring?, on tape: inout Tape
    ) -> (scoring: AttentionScoring, memory: Attention.Memory)? {
        guard let scoring else { return nil }
        return (scoring, scoring.memory(of: vectors, on: &tape))
    }
}
