import Seq2SeqModels
import Seq2SeqText

extension Translator {
    /// How many of the tags of a source the first model that reads tags does not know.
    package func unknownTagCount(of tags: String) -> Int {
        models.first { $0.tagVocabulary != nil }?.unknownTags(of: tags).count ?? 0
    }
}
