import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

extension EncoderDecoder {
    /// What the encoder keeps of each source: the hidden state of its highest layer after the source's last token. With
    /// two directions that is the forward one's, and the backward one's after the first token, side by side.
    ///
    /// A vector depends on its own source alone.
    ///
    /// - Parameter sources: ids without begin and end tokens; of an empty source a vector is zeros.
    /// - Returns: `[sources, hidden]`
    public func encodings(of sources: [[Int32]], on workspace: Workspace) -> [[Float]] {
        guard let encoder = core.encoder else { fail("A language model has no encoder") }
        var tape = Tape(on: workspace, parameters: parameters, isRecording: false)
        let packed = PackedSequences(sources)
        let (_, final) = run(encoder, over: packed, on: &tape)
        let state = final[configuration.encoderDepth - 1].hidden.value
        return zip(packed.packedRows, packed.lengths).map { row, length in
            length > 0 ? state.rows(row..<row + 1).elements : [Float](repeating: 0, count: configuration.hidden)
        }
    }
}

extension TranslationModel {
    /// A text as a vector: what the encoder has kept of it when it has read it, its highest layer's hidden state.
    ///
    /// It depends on the text alone, not on what is encoded along with it, nor on the number of threads. A blank text is
    /// zeros, the state before anything is read.
    ///
    /// ```swift
    /// let vectors = model.encodings(of: ["a cat", "a dog"])
    /// print(vectors[0].count, vectors[0] == model.encoding(of: "a cat"))
    /// ```
    ///
    /// - Returns: `[hidden]`
    public func encoding(of text: String) -> [Float] { encodings(of: [text])[0] }

    /// Texts as vectors; see ``encoding(of:)``.
    ///
    /// - Parameter threads: how many threads share the work, or nil for one a core.
    /// - Returns: `[texts, hidden]`
    public func encodings(of texts: [String], threads: Int? = nil) -> [[Float]] {
        encodings(of: texts, on: Workspace(threads: threads, precision: precision))
    }

    package func encodings(of texts: [String], on workspace: Workspace) -> [[Float]] {
        var encodings = texts.map { _ in [Float](repeating: 0, count: network.configuration.hidden) }
        let sources = sourceTokenizer.tokens(of: texts.map { $0.isBlank ? "" : $0 }).map(sourceVocabulary.ids)
        // Like lengths together, so that few rows run alone at the end of a batch.
        let order = sources.indices.filter { !sources[$0].isEmpty }
            .sorted { sources[$0].count < sources[$1].count }
        let batches = BatchSize.tokens(Self.encodedTokensOfBatch).batches(of: order) { (sources[$0].count, 0) }
        for batch in batches {
            let found = network.encodings(of: batch.map { sources[$0] }, on: workspace)
            for (index, encoding) in zip(batch, found) { encodings[index] = encoding }
        }
        return encodings
    }

    /// Source tokens that are encoded at once, unless a single text has more.
    private static let encodedTokensOfBatch = 1 << 12
}
