import Seq2SeqLayers
import Seq2SeqSettings
import Seq2SeqTensors

/// The tags of sources as the decoder reads them: vectors of their own, in no order, which it attends to beside the
/// source, and whose sum it reads with each token.
struct EncodedTags {
    /// What attention reads; nil without attention.
    let memory: Attention.Memory?
    /// For each source the rows of its tags.
    let positions: [[Int32]]
    /// For each source the sum of its tags' vectors, zeros for one without tags. `[sources, hidden]`
    let sums: Variable

    /// The tags as the decoder reads them at some steps.
    ///
    /// - Parameter sources: the source of each row.
    func reading(of sources: [Int], on tape: inout Tape) -> TagReading {
        let spans =
            memory == nil
            ? AttentionSpans(positions: [], sources: []) : AttentionSpans(positions: positions, sources: sources)
        return TagReading(memory: memory, spans: spans, sums: tape.select(sources, of: sums))
    }
}

/// What a run of decoder steps reads of tags.
struct TagReading {
    /// What attention reads; nil without attention.
    let memory: Attention.Memory?
    /// The tags that each row attends to.
    let spans: AttentionSpans
    /// For each row the sum of its tags' vectors, `[tokens, hidden]`.
    let sums: Variable
}

/// The tags of sources, kept from step to step.
struct TagMemory: Sendable {
    /// `[tags, hidden]`; nil without attention.
    private let keys: Rows?
    private let values: Rows?
    private let positions: [[Int32]]
    /// `[sources, hidden]`
    private let sums: Rows

    init(_ tags: EncodedTags) {
        keys = tags.memory.map { Rows(copying: $0.keys.value) }
        values = tags.memory.map { Rows(copying: $0.values.value) }
        positions = tags.positions
        sums = Rows(copying: tags.sums.value)
    }

    /// The tags as attention reads them.
    var encoded: EncodedTags {
        func variable(_ rows: Rows) -> Variable { Variable(value: rows.matrix, gradient: nil) }
        var memory: Attention.Memory?
        if let keys, let values { memory = Attention.Memory(keys: variable(keys), values: variable(values)) }
        return EncodedTags(memory: memory, positions: positions, sums: variable(sums))
    }
}

extension EncoderDecoder {
    /// Gives tags their vectors; nil for a model that reads none.
    ///
    /// - Parameter tags: for each source the ids of its tags; may be empty for all of them.
    func encoded(tags: [[Int32]], of sourceCount: Int, on tape: inout Tape) -> EncodedTags? {
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
        let sums = tape.rowSums(groups, of: vectors)
        return EncodedTags(
            memory: tagAttention?.memory(of: vectors, on: &tape), positions: groups.map { $0.map(Int32.init) },
            sums: sums)
    }
}
