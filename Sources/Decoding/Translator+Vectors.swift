import Seq2SeqModels
import Seq2SeqText

extension Translator {
    /// The target of a source of vectors, by models that read them; see ``TextPair/init(vectors:target:tags:weight:)``.
    ///
    /// ```swift
    /// let data = try TrainingData(training: pairs)
    /// var trainer = Trainer(data.model(.init(hidden: 64, attention: .dot), seed: 1), on: data)
    /// trainer.run()
    /// print(Translator(trainer.bestModel).translate(vectors: pairs[0].vectors))
    /// ```
    ///
    /// - Parameter vectors: one for each step, of as many numbers as the model reads. `[time, features]`
    public func translate(vectors: [[Float]]) -> String { translations(ofVectors: [vectors])[0].text }

    /// The best targets of many sources of vectors, in their order. A target depends on its own source alone, and if it
    /// is drawn at random on its place as well.
    ///
    /// - Parameter sources: `[sources][time][features]`
    public func translations(ofVectors sources: [[[Float]]]) -> [Translation] {
        hypotheses(of: sources.enumerated().map { SourceText(vectors: $1, line: $0 + 1) }).map { $0[0] }
    }
}
