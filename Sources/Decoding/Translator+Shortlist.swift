import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

extension Translator {
    /// Whether any of the models has a shortlist.
    public var hasShortlist: Bool { models.contains { $0.shortlist != nil } }

    /// How many of the first ids are on every list: the most of any model.
    private var commonCount: Int {
        let count = models.compactMap { $0.shortlist?.commonCount }.max() ?? 0
        let all = model.targetVocabulary.count
        return min(all, Vocabulary.reservedTokens.count + min(all, count))
    }

    /// The tokens that the targets of a query can be made of: what the models' shortlists have for its source,
    /// together, and what can be copied, is allowed, or must be said.
    func shortlist(for query: SearchQuery) -> TokenList {
        var ids = query.prefix + query.requiredPhrases.joined() + (query.allowed?.ids ?? [])
        if models.contains(where: { $0.network.configuration.copy }) { ids += query.copies }
        for (model, source) in zip(models, query.sources) {
            guard let shortlist = model.shortlist else { continue }
            require(
                shortlist.aligned.count == model.sourceVocabulary.count,
                "A shortlist has \(shortlist.aligned.count) lists, but the source has"
                    + " \(model.sourceVocabulary.count) tokens")
            for id in source { ids += shortlist.aligned[Int(id)] }
        }
        return TokenList(commonCount: commonCount, adding: ids)
    }

    /// The most tokens on the list of a source with so many, of which an output has at most so many: what it begins
    /// with and what it must say are among these.
    func longestList(forSourceLength length: Int, outputLength: Int) -> Int {
        let perToken = models.map { $0.shortlist?.aligned.map(\.count).max() ?? 0 }.reduce(0, +)
        let allowed = allowed?.known.ids.count ?? 0
        let (own, isTooMuch) = length.multipliedReportingOverflow(by: perToken + 1)
        let all = model.targetVocabulary.count
        let (told, areTooMany) = own.addingReportingOverflow(outputLength)
        return isTooMuch || areTooMany ? all : min(all, commonCount + min(all, told) + allowed)
    }
}
