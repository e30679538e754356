/// A noun with its determiner and up to two adjectives: "my old red car", "ma vieille voiture rouge".
struct NounPhrase: Sendable {
    /// A noun and the adjectives that go before and after it in French.
    struct Core: Sendable {
        let noun: Noun
        var before: Adjective?
        var after: Adjective?
    }

    let determiner: Determiner
    let number: GrammaticalNumber
    let core: Core

    var gender: Gender { core.noun.gender }

    /// The English words; under negation "some" becomes "any".
    func english(isNegated: Bool = false) -> String {
        let adjectives = [core.before, core.after].compactMap { $0?.english }
        let rest = (adjectives + [core.noun.english(number)]).joined(separator: " ")
        return determiner.english(number, before: rest, isNegated: isNegated) + " " + rest
    }

    /// The French words, before elision and contraction.
    ///
    /// The indefinite article of an object is "de" under negation ("pas de pomme"), and its plural is "de" in front of
    /// an adjective ("de vieux livres").
    func french(isNegated: Bool = false) -> [String] {
        let noun = core.noun.french(number)
        let before = core.before.map { [$0.french(gender, number, before: noun)] } ?? []
        let after = core.after.map { [$0.french(gender, number)] } ?? []
        let rest = before + [noun] + after
        let isBareDe = determiner == .indefinite && (isNegated || number == .plural && core.before != nil)
        return [isBareDe ? "de" : determiner.french(gender, number, before: rest[0])] + rest
    }
}

extension NounPhrase.Core {
    /// Every noun of the kinds, without adjectives.
    static func bare(of kinds: [Noun.Kind]) -> [Self] {
        Lexicon.nouns.filter { kinds.contains($0.kind) }.map { Self(noun: $0) }
    }

    /// Every noun of the kinds with each one adjective that is said of it.
    static func described(of kinds: [Noun.Kind]) -> [Self] {
        bare(of: kinds).flatMap { core in
            Lexicon.adjectives(of: core.noun).map { adjective in
                switch adjective.position {
                case .beforeNoun: Self(noun: core.noun, before: adjective)
                case .afterNoun: Self(noun: core.noun, after: adjective)
                }
            }
        }
    }

    /// Every noun of the kinds with each two adjectives, one on either side in French.
    static func doublyDescribed(of kinds: [Noun.Kind]) -> [Self] {
        bare(of: kinds).flatMap { core in
            let adjectives = Lexicon.adjectives(of: core.noun)
            return adjectives.filter { $0.position == .beforeNoun }.flatMap { before in
                adjectives.filter { $0.position == .afterNoun }.map { after in
                    Self(noun: core.noun, before: before, after: after)
                }
            }
        }
    }
}

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
