/// Why bytes are no model of SentencePiece that can be used. Bytes and pieces count from 0.
public enum SentencePieceError: Error, Sendable, Hashable {
    /// The bytes end within a field.
    case cutShort(byte: Int)
    /// What stands there is no field of a message.
    case brokenField(byte: Int)
    /// There are no pieces.
    case noPieces
    /// The model cuts texts in another way than unigram or bpe.
    case otherAlgorithm(String)
    /// A piece is empty, no UTF-8 or holds a NUL.
    case brokenPiece(id: Int)
    /// A piece has a score that is no number, or a type that is none.
    case brokenScoreOrType(id: Int)
    /// A piece is there twice.
    case duplicatePiece(String, firstID: Int, secondID: Int)
    /// Not one piece, but so many stand for what is unknown.
    case unknownPieces(count: Int)
    /// Unknown characters are to be cut into bytes, but not every byte has a piece.
    case missingBytes(count: Int)
    /// The table of characters that are replaced is broken.
    case brokenCharacterMap
}

extension SentencePieceError: CustomStringConvertible {
    /// What was found and what was expected.
    public var description: String {
        switch self {
        case .cutShort(let byte): "It ends at byte \(byte), within a field: is it whole?"
        case .brokenField(let byte): "What stands at byte \(byte) is no field of a protocol buffer."
        case .noPieces: "It has no pieces."
        case .otherAlgorithm("word"): "It cuts texts into words; --tokens words does so without a file."
        case .otherAlgorithm("char"): "It cuts texts into characters; --tokens code-points does so without a file."
        case .otherAlgorithm(let name): "It is of the type \(name), where unigram or bpe is expected."
        case .brokenPiece(let id): "Its piece \(id) is no text."
        case .brokenScoreOrType(let id): "Its piece \(id) has a score that is no number, or a type that is none."
        case .duplicatePiece(let piece, let first, let second):
            "It has the piece \(piece.debugDescription) twice, as \(first) and as \(second)."
        case .unknownPieces(let count):
            "\(count) pieces stand for what is unknown, where one is expected."
        case .missingBytes(let count):
            "It is to cut unknown characters into bytes, but has pieces for \(count) of the 256."
        case .brokenCharacterMap: "Its table of characters to replace is broken."
        }
    }
}
