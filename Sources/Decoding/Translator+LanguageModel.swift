import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

extension Translator {
    /// Lets a language model have a say in each token: shallow fusion, see ``LanguageModelFusion``. Log probabilities and
    /// scores are then the weighted sums.
    ///
    /// Its tokens are found by their texts: what it lacks is unknown to it, and what is copied from a source it may know.
    ///
    /// ```swift
    /// try translator.fuse(TranslationModel(contentsOf: "lm.safetensors"), weight: 0.2)
    /// print(translator.translate("535+61"))
    /// ```
    ///
    /// - Parameters:
    ///   - model: a model that was trained on targets alone, cut into tokens as this translator's are.
    ///   - weight: how much its log probabilities count, 0 or more.
    ///   - precision: the precision of its products, or nil for the one in which its weights are held.
    public mutating func fuse(
        _ model: TranslationModel, weight: Double, precision: Precision? = nil
    ) throws(EnsembleError) {
        guard model.isLanguageModel else { throw .noLanguageModel }
        guard model.targetTokenizer == self.model.targetTokenizer else { throw .languageModelOfOtherTokens }
        languageModel = model
        fusion = LanguageModelFusion(
            model.network, weight: weight, ids: self.model.targetVocabulary.ids(in: model.targetVocabulary))
        workspaces = WorkspaceShelf(
            workspaces.precisions.prefix(models.count) + [precision ?? model.precision])
    }

    /// The language model's ids of the tokens that a source adds to the vocabulary.
    func languageModelIDs(_ vocabulary: ExtendedVocabulary) -> [Int32] {
        languageModel?.targetVocabulary.ids(of: vocabulary.furtherTokens) ?? []
    }
}
