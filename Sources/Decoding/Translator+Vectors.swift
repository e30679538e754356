import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqText

extension Translator {
    /// The target of a source of vectors, by models that read them; see ``TextPair/init(vectors:target:tags:weight:)``.
    ///
    /// ```swift
    /// let data = try TrainingData(training: pairs)
    /// var trainer = Trainer(data.model(.init(hidden: 64, attention: .dot), seed: 1), on: data)
    /// trainer.run()
    /// print(try Translator(trainer.bestModel).translate(vectors: pairs[0].vectors))
    /// ```
    ///
    /// - Parameter vectors: one for each step, of as many numbers as the model reads. `[time, features]`
    /// - Throws: how the vectors are not what the model reads.
    public func translate(vectors: [[Float]]) throws(SequentialError) -> String {
        try translations(ofVectors: [vectors])[0].text
    }

    /// The best targets of a source of vectors, the best first. A beam that is narrower than their number is widened to
    /// it.
    ///
    /// - Parameter vectors: `[time, features]`
    /// - Throws: how the vectors are not what the model reads.
    public func translations(vectors: [[Float]], count: Int) throws(SequentialError) -> [Translation] {
        try check([vectors])
        return searching(forBest: count).hypotheses(of: [SourceText(vectors: vectors)])[0]
    }

    /// The best targets of many sources of vectors, in their order. A target depends on its own source alone, and if it
    /// is drawn at random on its place as well.
    ///
    /// - Parameter sources: `[sources][time][features]`
    /// - Throws: how the vectors are not what the model reads.
    public func translations(ofVectors sources: [[[Float]]]) throws(SequentialError) -> [Translation] {
        try check(sources)
        return hypotheses(of: sources.enumerated().map { SourceText(vectors: $1, line: $0 + 1) }).map { $0[0] }
    }

    /// Refuses vectors that the models do not read.
    private func check(_ sources: [[[Float]]]) throws(SequentialError) {
        let size = model.network.configuration.sourceFeatures
        guard size > 0 else { throw .data(expected: "texts", found: "vectors") }
        for (index, source) in sources.enumerated() {
            for (step, vector) in source.enumerated() {
                guard vector.count == size else {
                    throw .data(
                        expected: "vectors of \(size) numbers",
                        found: "of \(vector.count) at step \(step) of source \(index)")
                }
                guard vector.allSatisfy(\.isFinite) else {
                    throw .notFinite(of: "the sources", example: index, step: step)
                }
            }
        }
    }
}
