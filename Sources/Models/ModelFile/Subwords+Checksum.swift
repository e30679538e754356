import Seq2SeqText

extension Subwords {
    /// The CRC-32, in hexadecimal, of the merges as subword-nmt writes them, or of the model's file.
    package var checksum: String {
        var check = CRC32()
        switch self {
        case .merges(let encoding): check.add(encoding.codes)
        case .pieces(let model): model.serialized.withUnsafeBytes { check.add($0) }
        }
        return check.hexadecimal
    }
}

extension Vocabulary {
    /// The CRC-32, in hexadecimal, of the tokens with a line feed after each.
    package var checksum: String {
        var check = CRC32()
        for token in tokens {
            check.add(token)
            check.add("\n")
        }
        return check.hexadecimal
    }
}
