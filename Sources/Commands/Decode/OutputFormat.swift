/// How `seq2seq-decode` writes a result.
package enum OutputFormat: String, CaseIterable, Sendable {
    /// The text alone.
    case text

    /// Line number, rank, score and text.
    case tsv

    /// A JSON object.
    case jsonl
}
