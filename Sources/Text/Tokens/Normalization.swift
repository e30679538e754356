import Foundation

/// The form that Unicode text is put in before it is cut into tokens (Unicode Standard Annex #15).
public enum Normalization: String, Sendable, Codable, CaseIterable {
    /// Form C: a letter with its accent is one scalar, however it was typed.
    case nfc
    /// Form KC: also what only looks different becomes the same, such as the ligature ﬁ and fi, full-width and common
    /// digits, or no-break and common spaces.
    case nfkc
    /// Form D: a letter and its accents are scalars of their own, in one order, however they were typed.
    case nfd
    /// Form KD: as form KC, but taken apart as in form D.
    case nfkd
    /// Text stays as it is, byte for byte.
    case none

    /// A text in this form.
    func form(of text: String) -> String {
        switch self {
        case .nfc: text.composed
        // In two steps, since Foundation's one for both leaves some compositions out, such as that of ｶﾞ.
        case .nfkc:
            text.isASCII
                ? text : text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        case .nfd: text.isASCII ? text : text.decomposedStringWithCanonicalMapping
        case .nfkd: text.isASCII ? text : text.decomposedStringWithCompatibilityMapping
        case .none: text
        }
    }
}

extension String {
    /// The text in Unicode's normalization form C.
    package var composed: String {
        isKnownToBeComposed ? self : precomposedStringWithCanonicalMapping
    }

    fileprivate var isASCII: Bool { utf8.allSatisfy { $0 < 0x80 } }

    /// Whether every scalar is of a kind that normalization form C never changes and never joins to its neighbour.
    /// Most text is, so this saves the work of normalizing it; other composed text is only normalized in vain.
    private var isKnownToBeComposed: Bool {
        unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0..<0x300: true  // Latin
            case 0x400..<0x483, 0x48A..<0x530: true  // Cyrillic
            case 0x2010..<0x2028: true  // dashes, quotation marks and ellipsis
            case 0x3041..<0x3097, 0x309B..<0x3100: true  // Hiragana and Katakana
            case 0x4E00..<0xA000: true  // Han
            case 0xAC00..<0xD7A4: true  // Hangul syllables
            default: false
            }
        }
    }
}
