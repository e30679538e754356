import Foundation

/// The form that Unicode text is put in before it is cut into tokens (Unicode Standard Annex #15).
public enum Normalization: String, Sendable, Codable, CaseIterable {
    /// Form C: a letter with its accent is one scalar, however it was typed.
    case nfc
    /// Form KC: also what only looks different becomes the same, such as the ligature ﬁ and fi, full-width and common
    /// digits, or no-break and common spaces.
    case nfkc
    /// Text stays as it is, byte for byte.
    case none

    /// A text in this form.
    func form(of text: String) -> String {
        switch self {
        case .nfc: text.composed
        // In two steps, since Foundation's one for both leaves some compositions out, such as that of ｶﾞ.
        case .nfkc:
            text.utf8.allSatisfy { $0 < 0x80 }
                ? text : text.decomposedStringWithCompatibilityMapping.precomposedStringWithCanonicalMapping
        case .none: text
        }
    }
}
