import Seq2SeqModels
import Seq2SeqText

extension Translator {
    /// What the target of a source can be made of: all models share its vocabulary.
    func extendedVocabulary(of tokens: [String]) -> ExtendedVocabulary {
        let copying = models.first { $0.network.configuration.copy }
        return (copying ?? model).extendedVocabulary(of: tokens)
    }

    /// How many of the tags of a source the first model that reads tags does not know.
    package func unknownTagCount(of tags: String) -> Int {
        models.first { $0.tagVocabulary != nil }?.unknownTags(of: tags).count ?? 0
    }
}
