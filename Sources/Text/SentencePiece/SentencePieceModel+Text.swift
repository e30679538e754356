extension SentencePieceModel {
    /// The text that pieces stand for, as SentencePiece's own program puts them together: those of bytes become
    /// characters, those that stand in no text nothing, and the unknown one its sign.
    public func text(of tokens: [String]) -> String {
        var text: [UInt8] = []
        var bytes: [UInt8] = []
        // Whether a blank was left out that was put in front of the text.
        var isBlankLeftOut = false
        var isFirst = true
        for token in tokens {
            let id = id(of: token)
            if pieces[id].kind == .byte {
                bytes.append(Self.byte(ofPiece: token))
                continue
            }
            Self.add(bytes, to: &text)
            bytes = []
            if isBlankLeftOut || !text.isEmpty { isFirst = false }
            isBlankLeftOut = false
            switch pieces[id].kind {
            case .control: break
            case .unknown:
                // What is unknown is written as it is, the unknown piece itself as a sign.
                let isSign = [pieces[id].text, Vocabulary.reservedTokens[Int(Vocabulary.unknown)]].contains(token)
                text += Array((isSign ? unknownSurface : token).utf8)
            default:
                let (spelled, leavesOut) = spelled(Array(token.utf8), isFirst: isFirst)
                text += spelled
                isBlankLeftOut = leavesOut && !normalizer.removesBlanks
            }
        }
        Self.add(bytes, to: &text)
        return String(decoding: denormalizer?.form(of: text) ?? text, as: UTF8.self)
    }

    /// A text as it comes back from its pieces if every character has one.
    func plainText(of text: String) -> String {
        let (spelled, _) = spelled(normalizer.form(of: Array(text.utf8)), isFirst: true)
        return String(decoding: denormalizer?.form(of: spelled) ?? spelled, as: UTF8.self)
    }

    /// Text in form with blanks for their marks, but for one in front of the whole.
    private func spelled(_ form: [UInt8], isFirst: Bool) -> (text: [UInt8], leavesOut: Bool) {
        let mark = PieceNormalizer.mark
        let mayLeaveOut = isFirst && (normalizer.addsBlank || normalizer.removesBlanks)
        let leavesOut = mayLeaveOut && form.starts(with: mark)
        var text: [UInt8] = []
        var place = leavesOut ? mark.count : 0
        while place < form.count {
            if form[place] == mark[0], form[place...].starts(with: mark) {
                text.append(PieceNormalizer.blank)
                place += mark.count
            } else {
                text.append(form[place])
                place += 1
            }
        }
        return (text, leavesOut)
    }

    private static func byte(ofPiece piece: String) -> UInt8 {
        UInt8(Substring(piece.utf8.dropFirst(3).prefix(2)), radix: 16) ?? 0
    }

    /// Adds bytes of characters; each that is part of none becomes U+FFFD.
    private static func add(_ bytes: [UInt8], to text: inout [UInt8]) {
        var place = 0
        while place < bytes.count {
            let end = min(bytes.count, place + UTF8Length.ofCharacter(startingWith: bytes[place]))
            if String(validating: bytes[place..<end], as: UTF8.self) != nil {
                text += bytes[place..<end]
                place = end
            } else {
                text += [0xEF, 0xBF, 0xBD]
                place += 1
            }
        }
    }
}
