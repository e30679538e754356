/// A noun with its forms in both languages.
struct Noun: Sendable {
    /// What a noun stands for, which decides what can be said of it.
    enum Kind: Sendable {
        case person, animal, food, thing, opening, place
    }

    let kind: Kind
    let gender: Gender
    private let englishForms: [String]
    private let frenchForms: [String]

    /// A noun whose plurals take an s, unless they are given.
    init(
        _ kind: Kind, _ gender: Gender, _ english: String, _ french: String, englishPlural: String? = nil,
        frenchPlural: String? = nil
    ) {
        self.kind = kind
        self.gender = gender
        englishForms = [english, englishPlural ?? english + "s"]
        frenchForms = [french, frenchPlural ?? french + "s"]
    }

    func english(_ number: GrammaticalNumber) -> String { englishForms[number.rawValue] }

    func french(_ number: GrammaticalNumber) -> String { frenchForms[number.rawValue] }
}
