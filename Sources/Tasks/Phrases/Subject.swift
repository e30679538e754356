/// What does what the verb says.
enum Subject: Sendable {
    case pronoun(Pronoun)
    case phrase(NounPhrase)
}

/// A personal pronoun.
///
/// "You" is always "vous" and "they" always "ils", so that an English phrase has one translation.
enum Pronoun: CaseIterable, Sendable {
    case i, you, he, she, we, they

    /// Those whose gender is known, so that participles and adjectives can agree with them.
    static let ofKnownGender: [Pronoun] = [.he, .she, .they]

    /// As a subject.
    var english: String {
        switch self {
        case .i: "I"
        case .you: "you"
        case .he: "he"
        case .she: "she"
        case .we: "we"
        case .they: "they"
        }
    }

    /// As an object.
    var englishObject: String {
        switch self {
        case .i: "me"
        case .you: "you"
        case .he: "him"
        case .she: "her"
        case .we: "us"
        case .they: "them"
        }
    }

    /// As a subject.
    var french: String {
        switch self {
        case .i: "je"
        case .you: "vous"
        case .he: "il"
        case .she: "elle"
        case .we: "nous"
        case .they: "ils"
        }
    }

    /// As a direct object.
    var frenchObject: String {
        switch self {
        case .i: "me"
        case .you: "vous"
        case .he: "le"
        case .she: "la"
        case .we: "nous"
        case .they: "les"
        }
    }

    /// The place of its form among the six persons of a tense.
    var person: Int {
        switch self {
        case .i: 0
        case .he, .she: 2
        case .we: 3
        case .you: 4
        case .they: 5
        }
    }

    var gender: Gender { self == .she ? .feminine : .masculine }

    var number: GrammaticalNumber { self == .we || self == .they ? .plural : .singular }
}

extension Subject {
    var english: String {
        switch self {
        case .pronoun(let pronoun): pronoun.english
        case .phrase(let phrase): phrase.english()
        }
    }

    /// The French words, before elision and contraction.
    var french: [String] {
        switch self {
        case .pronoun(let pronoun): [pronoun.french]
        case .phrase(let phrase): phrase.french()
        }
    }

    /// The place of its form among the six persons of a French tense.
    var person: Int {
        switch self {
        case .pronoun(let pronoun): pronoun.person
        case .phrase(let phrase): phrase.number == .plural ? 5 : 2
        }
    }

    var gender: Gender {
        switch self {
        case .pronoun(let pronoun): pronoun.gender
        case .phrase(let phrase): phrase.gender
        }
    }

    var number: GrammaticalNumber {
        switch self {
        case .pronoun(let pronoun): pronoun.number
        case .phrase(let phrase): phrase.number
        }
    }

    /// The present of "to be".
    var englishBe: String {
        switch person {
        case 0: "am"
        case 2: "is"
        default: "are"
        }
    }

    /// The past of "to be".
    var englishWas: String { person == 0 || person == 2 ? "was" : "were" }
}
