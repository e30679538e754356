/// The word that opens a noun phrase.
enum Determiner: CaseIterable, Sendable {
    case the, indefinite, this, my, your, our, his, her, their

    /// Those that say which one is meant, and so keep their form under negation and after a preposition.
    static let definite = allCases.filter { $0 != .indefinite }

    /// The English word in front of the next one: "a", "an", "some" or, under negation, "any".
    func english(_ number: GrammaticalNumber, before next: String, isNegated: Bool = false) -> String {
        switch (self, number) {
        case (.the, _): "the"
        case (.indefinite, .singular): "aeiou".contains(next.prefix(1)) || next.hasPrefix("I") ? "an" : "a"
        case (.indefinite, .plural): isNegated ? "any" : "some"
        case (.this, .singular): "this"
        case (.this, .plural): "these"
        case (.my, _): "my"
        case (.your, _): "your"
        case (.our, _): "our"
        case (.his, _): "his"
        case (.her, _): "her"
        case (.their, _): "their"
        }
    }

    /// The French word in front of the next one, before elision and contraction.
    ///
    /// "You" is always the polite or plural "vous".
    func french(_ gender: Gender, _ number: GrammaticalNumber, before next: String) -> String {
        let beforeVowel = French.startsWithVowelSound(next)
        switch self {
        case .the: return number == .plural ? "les" : gender == .masculine ? "le" : "la"
        case .indefinite: return number == .plural ? "des" : gender == .masculine ? "un" : "une"
        case .this: return number == .plural ? "ces" : gender == .feminine ? "cette" : beforeVowel ? "cet" : "ce"
        case .my: return possessive("m", gender, number, beforeVowel)
        case .his, .her: return possessive("s", gender, number, beforeVowel)
        case .your: return number == .plural ? "vos" : "votre"
        case .our: return number == .plural ? "nos" : "notre"
        case .their: return number == .plural ? "leurs" : "leur"
        }
    }

    /// "mon", "ma", "mes" and "son", "sa", "ses"; in front of a vowel the feminine is "mon" and "son" too.
    private func possessive(_ stem: String, _ gender: Gender, _ number: GrammaticalNumber, _ beforeVowel: Bool)
        -> String
    {
        if number == .plural { return stem + "es" }
        return gender == .masculine || beforeVowel ? stem + "on" : stem + "a"
    }
}
