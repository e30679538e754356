import Seq2Seq

extension MachineMemory {
    /// Whether there is room to score the pairs of a file, asked before any is scored.
    ///
    /// - Throws: `DecodeError.tooLargeToScore` if there most likely is not.
    static func checkScoring(_ corpus: ParallelCorpus, from path: String, with translator: Translator) throws {
        let (needed, pair) = translator.memoryEstimate(forScoring: corpus.pairs)
        let available = availableBytes
        guard needed > available else { return }
        throw DecodeError.tooLargeToScore(
            file: path, line: corpus.lineNumbers[pair], neededBytes: needed, availableBytes: available)
    }
}
