import Seq2SeqSettings

/// How a model was trained: the training options that its file holds, under their names in snake_case. It changes
/// nothing that the model computes.
public struct TrainingRecord: Sendable, Hashable {
    /// The options that were recorded.
    package var settings: StoredSettings

    /// Every setting of the training as it was asked for, with where its value came from; empty if that was not
    /// recorded.
    public package(set) var choices: [SettingChoice] = []

    /// A record without any entry.
    public init() { settings = StoredSettings() }

    package init(_ settings: StoredSettings) { self.settings = settings }

    /// The recorded options in the order of the alphabet, with their values as the command line would give them.
    public var options: [(name: String, value: String)] {
        settings.names.compactMap { name in settings[name].map { (name, "\($0)") } }
    }

    /// Remembers values, in place of what was known of their settings.
    package mutating func note<Owner>(_ owner: Owner, of table: SettingTable<Owner>) {
        settings = settings.without(table.storedNames).merging(table.stored(owner))
    }

    /// The CRC-32, in hexadecimal, of the model that the training went on from; nil if it began with random weights.
    public package(set) var parentChecksum: String? {
        get { settings["parent_checksum"].map { "\($0)" } }
        set { settings["parent_checksum"] = newValue.map { .text($0) } }
    }

    /// The CRC-32, in hexadecimal, of the vectors that the source's embeddings began with; nil if they were random.
    public package(set) var sourceEmbeddingsChecksum: String? {
        get { settings["source_embeddings_checksum"].map { "\($0)" } }
        set { settings["source_embeddings_checksum"] = newValue.map { .text($0) } }
    }

    /// The same for the target's.
    public package(set) var targetEmbeddingsChecksum: String? {
        get { settings["target_embeddings_checksum"].map { "\($0)" } }
        set { settings["target_embeddings_checksum"] = newValue.map { .text($0) } }
    }

    /// The CRC-32, in hexadecimal, of merges or of a model of SentencePiece that were given for sources; nil if none
    /// were.
    public package(set) var sourceSubwordsChecksum: String? {
        get { settings["source_subwords_checksum"].map { "\($0)" } }
        set { settings["source_subwords_checksum"] = newValue.map { .text($0) } }
    }

    /// The same for targets.
    public package(set) var targetSubwordsChecksum: String? {
        get { settings["target_subwords_checksum"].map { "\($0)" } }
        set { settings["target_subwords_checksum"] = newValue.map { .text($0) } }
    }

    /// The CRC-32, in hexadecimal, of a vocabulary that was given for sources; nil if none was.
    public package(set) var sourceVocabularyChecksum: String? {
        get { settings["source_vocabulary_checksum"].map { "\($0)" } }
        set { settings["source_vocabulary_checksum"] = newValue.map { .text($0) } }
    }

    /// The same for targets.
    public package(set) var targetVocabularyChecksum: String? {
        get { settings["target_vocabulary_checksum"].map { "\($0)" } }
        set { settings["target_vocabulary_checksum"] = newValue.map { .text($0) } }
    }

    /// Takes from a training that is gone on with what its embeddings began with.
    package mutating func keepChecksums(of record: TrainingRecord) {
        sourceEmbeddingsChecksum = record.sourceEmbeddingsChecksum
        targetEmbeddingsChecksum = record.targetEmbeddingsChecksum
    }

    /// The most optimiser steps; nil if that was not recorded.
    public var steps: Int? {
        get { settings["steps"]?.integer(Int.self) }
        set { settings["steps"] = newValue.map { StoredValue($0) } }
    }

    /// The optimiser's learning rate; nil if that was not recorded.
    public var learningRate: Double? {
        get { settings["learning_rate"]?.double }
        set { settings["learning_rate"] = newValue.map { StoredValue($0) } }
    }

    /// The seed of the weights and of the order of the pairs; nil if that was not recorded.
    public var seed: UInt64? {
        get { settings["seed"]?.integer(UInt64.self) }
        set { settings["seed"] = newValue.map { StoredValue($0) } }
    }
}
