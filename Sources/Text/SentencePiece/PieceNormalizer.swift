/// How SentencePiece puts a text in form before it is cut: characters are replaced, and blanks become U+2581.
struct PieceNormalizer: Sendable {
    /// What is replaced; nil for nothing.
    var map: CharacterMap?
    /// Whether a blank is put in front of a text.
    var addsBlank = true
    /// Whether runs of blanks become one, and none stand at the ends.
    var removesBlanks = true
    /// Whether blanks become U+2581.
    var marksBlanks = true
    /// Whether the blank that is put in front is put behind instead.
    var addsBlankBehind = false
    /// What is not looked into.
    var kept = PieceTrie([])

    /// U+2581, which stands for a blank.
    static let mark: [UInt8] = [0xE2, 0x96, 0x81]
    static let blank = UInt8(ascii: " ")

    /// The settings of a `NormalizerSpec`.
    init(_ specification: ArraySlice<UInt8>) throws(SentencePieceError) {
        var fields = ProtobufFields(specification)
        while let (number, value) = try fields.next() {
            switch (number, value) {
            case (2, .bytes(let bytes)): if !bytes.isEmpty { map = try CharacterMap(bytes) }
            case (3, _): addsBlank = value.flag ?? addsBlank
            case (4, _): removesBlanks = value.flag ?? removesBlanks
            case (5, _): marksBlanks = value.flag ?? marksBlanks
            default: break
            }
        }
    }

    /// Bytes of UTF-8 in form.
    func form(of bytes: [UInt8]) -> [UInt8] {
        var place = 0
        while removesBlanks, place < bytes.count {
            let (end, form) = next(bytes, place)
            guard form.elementsEqual([Self.blank]) else { break }
            place = end
        }
        if place == bytes.count { return [] }
        let added = marksBlanks ? Self.mark : [Self.blank]
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 3 / 2 + 8)
        if addsBlank && !addsBlankBehind { result += added }
        var isAfterBlank = removesBlanks
        while place < bytes.count {
            var (end, form) = next(bytes, place)
            place = end
            if isAfterBlank { form = form.drop { $0 == Self.blank } }
            if form.isEmpty { continue }
            for byte in form {
                if marksBlanks && byte == Self.blank { result += Self.mark } else { result.append(byte) }
            }
            isAfterBlank = removesBlanks && form.last == Self.blank
        }
        while removesBlanks, result.suffix(added.count).elementsEqual(added) { result.removeLast(added.count) }
        if addsBlank && addsBlankBehind { result += added }
        return result
    }

    /// What comes next in a text, in form, and where it ends.
    private func next(_ bytes: [UInt8], _ start: Int) -> (end: Int, form: ArraySlice<UInt8>) {
        if let end = kept.longestPrefix(of: bytes, from: start) { return (end, bytes[start..<end]) }
        if let found = map?.replacement(of: bytes, from: start) { return found }
        let end = min(bytes.count, start + UTF8Length.ofCharacter(startingWith: bytes[start]))
        return (end, bytes[start..<end])
    }
}

/// How many bytes characters have in UTF-8.
enum UTF8Length {
    /// The bytes of a scalar, by its first one.
    static func ofCharacter(startingWith byte: UInt8) -> Int {
        byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }
}
