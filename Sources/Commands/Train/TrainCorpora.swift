import Seq2Seq

/// The files of pairs that `seq2seq-train` is given.
struct TrainCorpora {
    let training: ParallelCorpus?
    let validation: ParallelCorpus?
    let lexicon: LexiconPairs

    /// Reads the files that the arguments name.
    ///
    /// - Parameters:
    ///   - targetsAlone: whether targets are read without sources also if the arguments do not say so.
    ///   - allowsBlank: the same of whether a side may be blank. An entry of a word list never has a blank one.
    init(_ arguments: TrainArguments, targetsAlone: Bool = false, allowsBlank: Bool = false) throws {
        var reading = PairReading(
            columns: arguments.pairColumns.with(weights: arguments.weights), skipsInvalid: arguments.skipInvalid,
            leavingOut: TrainArguments.files[\.skipInvalid])
        reading.targetsAlone = targetsAlone || arguments.settings.data.targetOnly
        reading.allowsBlank = allowsBlank || arguments.settings.data.allowsBlank
        if !reading.targetsAlone, let error = arguments.targetWithoutSource { throw error }
        training = try reading.corpus(pairs: arguments.train, sources: arguments.source, targets: arguments.target)
        reading.columns = arguments.pairColumns
        let mayBeBlank = reading.allowsBlank
        reading.allowsBlank = false
        lexicon = try LexiconPairs(arguments.lexicon, &reading)
        reading.allowsBlank = mayBeBlank
        validation = try reading.corpus(
            pairs: arguments.valid, sources: arguments.validSource, targets: arguments.validTarget)
    }
}
