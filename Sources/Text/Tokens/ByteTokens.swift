/// Bytes of UTF-8 as tokens. Those of ASCII are the characters that they are, others have names as in SentencePiece:
/// `<0xE2>`.
enum ByteTokens {
    /// The name of each byte.
    private static let names: [String] = (0...UInt8.max).map { byte in
        guard byte >= 0x80 else { return String(UnicodeScalar(byte)) }
        return "<0x" + String(byte, radix: 16, uppercase: true) + ">"
    }

    /// The byte of each name that is more than a character.
    private static let bytes = Dictionary(
        uniqueKeysWithValues: (UInt8(0x80)...UInt8.max).map { (names[Int($0)], $0) })

    static func tokens(of text: String) -> [String] { text.utf8.map { names[Int($0)] } }

    /// The text of bytes. What is no byte, such as the name of the unknown token, stays as it is; bytes that are not
    /// UTF-8 become U+FFFD.
    static func text(of tokens: [String]) -> String {
        var text: [UInt8] = []
        for token in tokens {
            if let byte = bytes[token] { text.append(byte) } else { text.append(contentsOf: token.utf8) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
