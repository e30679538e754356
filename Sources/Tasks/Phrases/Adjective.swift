/// An adjective, which in French agrees with its noun and has its place before or after it.
struct Adjective: Sendable {
    enum Position: Sendable {
        case beforeNoun, afterNoun
    }

    let english: String
    let position: Position

    /// The kinds of nouns of which it is said.
    let kinds: [Noun.Kind]

    private let masculine: [String]
    private let feminine: [String]
    private let beforeVowel: String

    /// An adjective of a French masculine and feminine singular.
    ///
    /// Plurals take an s, unless the masculine ends in s or x or its plural is given. `beforeVowel` is the masculine
    /// singular in front of a vowel, if it is a form of its own: "vieil" for "vieux".
    init(
        _ position: Position, _ english: String, _ masculine: String, _ feminine: String,
        masculinePlural: String? = nil, beforeVowel: String? = nil, of kinds: [Noun.Kind]
    ) {
        self.english = english
        self.position = position
        self.kinds = kinds
        let isInvariable = masculine.hasSuffix("s") || masculine.hasSuffix("x")
        self.masculine = [masculine, masculinePlural ?? (isInvariable ? masculine : masculine + "s")]
        self.feminine = [feminine, feminine + "s"]
        self.beforeVowel = beforeVowel ?? masculine
    }

    /// The form that agrees, in front of the next word if there is one.
    func french(_ gender: Gender, _ number: GrammaticalNumber, before next: String = "") -> String {
        switch (gender, number) {
        case (.masculine, .singular) where French.startsWithVowelSound(next): beforeVowel
        case (.masculine, _): masculine[number.rawValue]
        case (.feminine, _): feminine[number.rawValue]
        }
    }
}
