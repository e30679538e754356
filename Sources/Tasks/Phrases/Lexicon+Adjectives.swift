extension Lexicon {
    /// In English order: where two are said of a noun, the one that French puts in front comes first.
    static let adjectives = beforeNoun + afterNoun

    private static let living: [Noun.Kind] = [.person, .animal]
    private static let made: [Noun.Kind] = [.thing, .opening]

    private static let beforeNoun = [
        Adjective(.beforeNoun, "little", "petit", "petite", of: living + made + [.food, .place]),
        Adjective(
            .beforeNoun, "old", "vieux", "vieille", beforeVowel: "vieil", of: living + made + [.place]),
        Adjective(
            .beforeNoun, "new", "nouveau", "nouvelle", masculinePlural: "nouveaux", beforeVowel: "nouvel",
            of: living + made + [.place]),
        Adjective(
            .beforeNoun, "beautiful", "beau", "belle", masculinePlural: "beaux", beforeVowel: "bel",
            of: living + made + [.food, .place]),
        Adjective(.beforeNoun, "young", "jeune", "jeune", of: living),
        Adjective(.beforeNoun, "good", "bon", "bonne", of: [.food, .thing]),
        Adjective(.beforeNoun, "bad", "mauvais", "mauvaise", of: [.food, .thing]),
        Adjective(.beforeNoun, "fat", "gros", "grosse", of: [.animal]),
        Adjective(.beforeNoun, "large", "grand", "grande", of: made + [.place]),
    ]

    private static let afterNoun = [
        Adjective(.afterNoun, "red", "rouge", "rouge", of: made + [.food]),
        Adjective(.afterNoun, "black", "noir", "noire", of: made + [.animal]),
        Adjective(.afterNoun, "white", "blanc", "blanche", of: made + [.animal, .place]),
        Adjective(.afterNoun, "green", "vert", "verte", of: made + [.food]),
        Adjective(.afterNoun, "blue", "bleu", "bleue", of: made),
        Adjective(.afterNoun, "expensive", "cher", "chère", of: [.thing, .food]),
        Adjective(.afterNoun, "heavy", "lourd", "lourde", of: made),
        Adjective(.afterNoun, "broken", "cassé", "cassée", of: made),
        Adjective(.afterNoun, "sweet", "sucré", "sucrée", of: [.food]),
        Adjective(.afterNoun, "modern", "moderne", "moderne", of: [.place]),
        Adjective(.afterNoun, "quiet", "calme", "calme", of: living + [.place]),
        Adjective(.afterNoun, "strange", "étrange", "étrange", of: living + made + [.place]),
        Adjective(.afterNoun, "intelligent", "intelligent", "intelligente", of: living),
        Adjective(.afterNoun, "happy", "heureux", "heureuse", of: living),
        Adjective(.afterNoun, "jealous", "jaloux", "jalouse", of: living),
        Adjective(.afterNoun, "tired", "fatigué", "fatiguée", of: living),
        Adjective(.afterNoun, "rich", "riche", "riche", of: [.person]),
        Adjective(.afterNoun, "Italian", "italien", "italienne", of: [.person, .thing, .food]),
        Adjective(.afterNoun, "French", "français", "française", of: [.person, .thing, .food]),
    ]
}
