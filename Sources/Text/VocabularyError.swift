/// Why a list of tokens is no vocabulary.
public enum VocabularyError: Error, Sendable, Equatable {
    /// The list has another token, or none, where a reserved name belongs.
    case missingReservedToken(id: Int, expected: String, found: String?)

    /// The list holds a token twice.
    case duplicateToken(String, firstID: Int, secondID: Int)
}
