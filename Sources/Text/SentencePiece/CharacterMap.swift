/// What sequences of characters become before a text is cut, as a model of SentencePiece holds it: a double array
/// (Aoe 1989; Yata's darts-clone) of what is replaced, and what it becomes, each up to a NUL.
struct CharacterMap: Sendable {
    private let units: [UInt32]
    private let replacements: [UInt8]

    /// - Parameter bytes: the size of the array, the array, the replacements.
    init(_ bytes: ArraySlice<UInt8>) throws(SentencePieceError) {
        func unit(at place: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
        }
        guard bytes.count > 4 else { throw .brokenCharacterMap }
        let size = Int(unit(at: bytes.startIndex))
        guard size % 4 == 0, size > 0, size < bytes.count - 4 else { throw .brokenCharacterMap }
        let start = bytes.startIndex + 4
        units = (0..<size / 4).map { unit(at: start + 4 * $0) }
        replacements = Array(bytes[(start + size)...])
    }

    /// The longest sequence that is replaced from a place on: where it ends and what it becomes; nil if none is.
    func replacement(of bytes: [UInt8], from start: Int) -> (end: Int, ArraySlice<UInt8>)? {
        var found: (end: Int, value: Int)?
        var node = Self.offset(units[0])
        var place = start
        while place < bytes.count {
            node ^= Int(bytes[place])
            guard node < units.count, Self.label(units[node]) == UInt32(bytes[place]) else { break }
            place += 1
            let unit = units[node]
            node ^= Self.offset(unit)
            guard unit >> 8 & 1 == 1, node < units.count else { continue }
            found = (place, Int(units[node] & 0x7FFF_FFFF))
        }
        guard let found, found.value < replacements.count else { return nil }
        let rest = replacements[found.value...]
        return (found.end, rest.prefix { $0 != 0 })
    }

    private static func offset(_ unit: UInt32) -> Int { Int(unit >> 10) << Int((unit & 1 << 9) >> 6) }

    /// The byte that leads to a unit; no byte for one that holds a value.
    private static func label(_ unit: UInt32) -> UInt32 { unit & (1 << 31 | 0xFF) }
}
