/// The keys of a model file's metadata.
enum ModelFileKey {
    static let format = "format"
    static let formatVersion = "format_version"
    static let configuration = "configuration"
    static let sourceVocabulary = "source_vocabulary"
    static let targetVocabulary = "target_vocabulary"
    /// What a file holds besides its model, as text.
    static let addition = "checkpoint"
    /// Merges of byte-pair encoding: a JSON array of strings, in each two symbols with a blank between them. There if
    /// the side's tokens are subwords.
    static let sourceMerges = "source_merges"
    static let targetMerges = "target_merges"
    /// CRC-32 of the tensors' data.
    static let checksum = "checksum"
    /// CRC-32 of every other entry of the metadata, the keys sorted: key, a NUL, value, a NUL.
    static let metadataChecksum = "metadata_checksum"
}
