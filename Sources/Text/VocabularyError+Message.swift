extension VocabularyError: CustomStringConvertible {
    /// Where, what was found and what was expected.
    public var description: String {
        switch self {
        case .missingReservedToken(let id, let expected, let found?):
            "The vocabulary has \(found.debugDescription) at id \(id), where \(expected) is expected. \(Self.rule)"
        case .missingReservedToken(let id, let expected, nil):
            "The vocabulary ends before id \(id), where \(expected) is expected. \(Self.rule)"
        case .duplicateToken(let token, let firstID, let secondID):
            "The vocabulary has \(token.debugDescription) both at id \(firstID) and at id \(secondID). "
                + "Each token must have one id."
        }
    }

    private static let rule = "It must begin with " + Vocabulary.reservedTokens.joined(separator: ", ") + "."
}
