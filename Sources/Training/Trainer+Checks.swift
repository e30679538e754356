import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqText

extension Trainer {
    /// Refuses data whose ids mean other tokens than the model's: it would be trained on nonsense.
    static func check(_ data: TrainingData, for model: TranslationModel) {
        let none = Vocabulary(counting: [])
        for (side, ofModel, ofData) in [
            ("source", model.sourceVocabulary, data.sourceVocabulary),
            ("target", model.targetVocabulary, data.targetVocabulary),
            ("tags'", model.tagVocabulary ?? none, data.tagVocabulary ?? none),
        ] {
            require(
                ofModel == ofData,
                "A model is trained on data with its own vocabulary, but the \(side) vocabularies, of \(ofModel.count)"
                    + " tokens and of \(ofData.count), differ from id \(ofModel.firstDifference(from: ofData) ?? 0) on")
        }
        require(
            model.readsSecondSource == data.readsSecondSource,
            "A model is trained on data with a second source if it reads one, and on no other")
        require(
            model.sourceTokenizer == data.sourceTokenizer && model.targetTokenizer == data.targetTokenizer,
            "A model is trained on data that is cut into tokens as its own texts are, but the tokenizers differ")
    }

    /// Refuses pairs that the model cannot read.
    static func check(_ training: [EncodedPair], for model: TranslationModel) {
        let (sources, targets) = (Int32(model.sourceVocabulary.count), Int32(model.targetVocabulary.count))
        let tags = Int32(model.tagVocabulary?.count ?? 0)
        let seconds = model.readsSecondSource ? sources : 0
        for (index, pair) in training.enumerated() {
            require(
                model.allowsBlank || !pair.source.isEmpty, "No source may be empty, but that at index \(index) is")
            require(
                !model.network.configuration.copy || pair.copies.count == pair.source.count,
                "A model that copies needs pairs as its encodedPairs gives them, but that at index \(index) has"
                    + " \(pair.copies.count) ids to copy for \(pair.source.count) source tokens")
            for (side, ids, count) in [
                ("source", pair.source, sources), ("target", pair.target, targets), ("list of tags", pair.tags, tags),
                ("second source", pair.secondSource, seconds),
            ] {
                let copied = side == "target" && model.network.configuration.copy ? pair.copies : []
                for id in ids where (id < 0 || id >= count) && !copied.contains(id) {
                    fail("Ids are below the vocabulary's size, \(count), but the \(side) at index \(index) has \(id)")
                }
            }
        }
    }

    /// Refuses a place in an epoch that so many steps do not lead to: other pairs would be trained on than without the
    /// stop.
    func check(_ progress: TrainingProgress) throws(CheckpointError) {
        try TrainingCheckpoint.check(progress.batch, "batch of the epoch", in: 0...order.batchCount)
        let (earlier, overflows) = options.steps(of: order.batchCount).multipliedReportingOverflow(
            by: progress.epoch - 1)
        let isWhole = progress.batch == order.batchCount || progress.batch.isMultiple(of: options.accumulate)
        guard !overflows, isWhole, progress.steps - earlier == options.steps(of: progress.batch) else {
            throw .impossible(figure: "batch of the epoch", value: "\(progress.batch)")
        }
    }
}

extension TrainingOptions {
    /// How many steps so many batches of an epoch are.
    func steps(of batchCount: Int) -> Int { (batchCount + accumulate - 1) / accumulate }
}
