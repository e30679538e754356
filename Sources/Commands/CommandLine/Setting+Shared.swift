import Seq2SeqSettings

// Options that more than one command has.

extension Setting {
    /// Where figures go as they come.
    static func log(_ path: WritableKeyPath<Owner, String?> & Sendable) -> Self {
        Self("log", path, .path("FILE.jsonl"), "Where to write figures, one JSON object a line.")
    }

    /// The models to decode with.
    static func models(_ path: WritableKeyPath<Owner, [String]> & Sendable) -> Self {
        Self(
            "model", repeated: path, .path("MODEL.safetensors"),
            "A model that seq2seq-train saved, to decode with. Given several times, the models decide on each token"
                + " together.")
    }
}
