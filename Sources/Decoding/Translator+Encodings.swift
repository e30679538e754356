import Seq2SeqModels

extension Translator {
    /// Texts as vectors, by the first of its models; see ``TranslationModel/encoding(of:)``.
    ///
    /// - Returns: `[texts, hidden]`
    public func encodings(of texts: [String]) -> [[Float]] {
        withWorkspaces { model.encodings(of: texts, on: $0[0]) }
    }
}
