/// A line to decode that is a JSON object `{"id":…,"source":"…","tags":"…","second_source":"…"}`; other members may be
/// anything.
struct SourceRecord {
    /// The `id` as it was written: a string, a number or null; nil if there is none.
    private(set) var id: String?
    /// What is to be decoded; nil if there is no such string.
    private(set) var source: String?
    /// What comes with it, as far as there are such strings.
    private(set) var further: [FurtherText: String] = [:]

    /// Nil if the text is no such object.
    init?(_ text: String) {
        var scanner = JSONScanner(text)
        guard scanner.take("{") else { return nil }
        if !scanner.take("}") {
            repeat {
                guard let key = scanner.string(), scanner.take(":"), let value = scanner.value() else { return nil }
                switch (key, value.kind) {
                case ("id", .string), ("id", .number), ("id", .null): id = value.text
                case ("source", .string(let text)): source = text
                case ("id", _), ("source", _): return nil
                case (_, .string(let text)): if let kind = FurtherText(rawValue: key) { further[kind] = text }
                default: break
                }
            } while scanner.take(",")
            guard scanner.take("}") else { return nil }
        }
        guard scanner.isAtEnd else { return nil }
    }

    /// Whether a line would be an object: whether that is how it begins.
    static func isBegun(by text: String) -> Bool {
        text.utf8.first { !JSONScanner.isBlank($0) } == UInt8(ascii: "{")
    }
}

/// Reads JSON as RFC 8259 has it, and nothing else: no comma before an end, no comment, no name without quotes.
private struct JSONScanner {
    /// A value: what it is and how it was written.
    struct Value {
        enum Kind {
            case string(String)
            case number
            case null
            /// True, false, an object or an array.
            case other
        }

        let kind: Kind
        let text: String
    }

    private let bytes: [UInt8]
    private var place = 0

    /// How deep objects and arrays may be in each other, so that no line exhausts the stack.
    private static let greatestDepth = 200

    init(_ text: String) { bytes = Array(text.utf8) }

    static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// Whether nothing but blanks follows.
    var isAtEnd: Bool { bytes[place...].allSatisfy(Self.isBlank) }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
        while let byte = next, Self.isBlank(byte) { place += 1 }
    }

    /// Goes past a sign if it comes next, after blanks.
    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: sign) else { return false }
        place += 1
        return true
    }

    /// Goes past a word if it comes next.
    private mutating func take(word: String) -> Bool {
        guard bytes[place...].starts(with: word.utf8) else { return false }
        place += word.utf8.count
        return true
    }

    /// The next value; nil if there is none or it is not well formed.
    mutating func value(depth: Int = 0) -> Value? {
        skipBlanks()
        let start = place
        guard depth < Self.greatestDepth, let kind = kind(depth) else { return nil }
        return Value(kind: kind, text: String(decoding: bytes[start..<place], as: UTF8.self))
    }

    private mutating func kind(_ depth: Int) -> Value.Kind? {
        switch next {
        case UInt8(ascii: "\""): return string().map(Value.Kind.string)
        case UInt8(ascii: "{"): return members(depth, end: "}", isNamed: true) ? .other : nil
        case UInt8(ascii: "["): return members(depth, end: "]", isNamed: false) ? .other : nil
        case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
        case UInt8(ascii: "t"): return take(word: "true") ? .other : nil
        case UInt8(ascii: "f"): return take(word: "false") ? .other : nil
        default: return number() ? .number : nil
        }
    }

    /// Goes past an object or an array; false if it is not well formed.
    private mutating func members(_ depth: Int, end: Unicode.Scalar, isNamed: Bool) -> Bool {
        place += 1
        if take(end) { return true }
        repeat {
            if isNamed { guard string() != nil, take(":") else { return false } }
            guard value(depth: depth + 1) != nil else { return false }
        } while take(",")
        return take(end)
    }

    /// Goes past a number; false if none comes next.
    private mutating func number() -> Bool {
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        if next == UInt8(ascii: "-") { place += 1 }
        guard isDigit(next) else { return false }
        let startsWithZero = next == UInt8(ascii: "0")
        place += 1
        if startsWithZero && isDigit(next) { return false }
        while isDigit(next) { place += 1 }
        if next == UInt8(ascii: ".") {
            place += 1
            guard isDigit(next) else { return false }
            while isDigit(next) { place += 1 }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            place += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
            guard isDigit(next) else { return false }
            while isDigit(next) { place += 1 }
        }
        return true
    }

    /// The next string; nil if none comes next, after blanks, or it is not well formed.
    mutating func string() -> String? {
        guard take("\"") else { return nil }
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                text.append(contentsOf: String(scalar).utf8)
            case ..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    /// What stands for a scalar after a backslash.
    private mutating func escape() -> Unicode.Scalar? {
        guard let byte = next else { return nil }
        place += 1
        switch byte {
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"): break
        default: return nil
        }
        guard let unit = hexadecimal() else { return nil }
        guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
        guard take(word: "\\u"), let second = hexadecimal(), UTF16.isTrailSurrogate(second) else { return nil }
        return Unicode.Scalar(0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(second & 0x3FF)))
    }

    /// A unit of UTF-16 in four digits.
    private mutating func hexadecimal() -> UInt16? {
        guard place + 4 <= bytes.count else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[place..<place + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        place += 4
        return unit
    }
}
