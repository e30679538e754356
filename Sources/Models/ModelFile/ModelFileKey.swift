/// The keys of a model file's metadata.
enum ModelFileKey {
    static let format = "format"
    static let formatVersion = "format_version"
    static let configuration = "configuration"
    /// Every setting of the training as it was asked for: a JSON array of objects with `name`, `value` as the command
    /// line would give it (absent for none), `origin` (`given`, `chosen` or `default`) and, if it was chosen, `because`.
    static let settings = "settings"
    static let sourceVocabulary = "source_vocabulary"
    static let targetVocabulary = "target_vocabulary"
    /// There if the model reads tags.
    static let tagVocabulary = "tag_vocabulary"
    /// There if a text's own tokens are spelled like reserved names: in the vocabularies a backslash is in front of
    /// them, and of those that are spelled like reserved names after backslashes.
    static let vocabularyEscapes = "vocabulary_escapes"
    /// The value of that entry.
    static let backslash = "backslash"
    /// What a file holds besides its model, as text.
    static let addition = "checkpoint"
    /// Merges of byte-pair encoding: a JSON array of strings, in each two symbols with a blank between them. There if
    /// the side's tokens are subwords.
    static let sourceMerges = "source_merges"
    static let targetMerges = "target_merges"
    /// A model of SentencePiece, the bytes of its file in base 64. There in place of merges.
    static let sourcePieces = "source_sentencepiece"
    static let targetPieces = "target_sentencepiece"
    /// A JSON object: `common`, how many of the first tokens of the target are on every list, and `aligned`, for each
    /// id of the source the ids of its aligned target tokens, the best first. There if a shortlist was made.
    static let shortlist = "shortlist"
    /// CRC-32 of the tensors' data.
    static let checksum = "checksum"
    /// CRC-32 of every other entry of the metadata, the keys sorted: key, a NUL, value, a NUL.
    static let metadataChecksum = "metadata_checksum"
    /// CRC-32 of the tensors' names, shapes and places, in the order of their data: the name, a NUL, then each size and
    /// both ends of the place in decimal, each with a NUL. Files with more than a model have it. A model file needs
    /// none: every weight of its configuration must be there, and no other.
    static let tensorsChecksum = "tensors_checksum"
}
