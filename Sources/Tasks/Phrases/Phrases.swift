import Seq2SeqText

/// Phrases of a small grammar in English and French, one translation each.
///
/// The French has agreement in gender and number, conjugation, negation, elision and contraction, adjectives on either
/// side of the noun, and object pronouns that move in front of the verb. All is in lower case and without
/// punctuation, but for "I" and names of nations.
package enum Phrases {
    /// One family for each pattern.
    package static let families = [
        nounPhrases, possessions, descriptions, pronounClauses, phraseClauses, objectPronouns, placeClauses,
    ]

    private static let everyKind: [Noun.Kind] = [.person, .animal, .food, .thing, .opening, .place]

    /// "some old Italian books", "de vieux livres italiens".
    private static let nounPhrases: IndexedFamily = {
        let cores = NounPhrase.Core.described(of: everyKind) + NounPhrase.Core.doublyDescribed(of: everyKind)
        return IndexedFamily(Determiner.allCases, GrammaticalNumber.allCases, cores) {
            let phrase = NounPhrase(determiner: $0, number: $1, core: $2)
            return pair(phrase.english(), phrase.french())
        }
    }()

    /// "the door of the school", "la porte de l'école".
    private static let possessions: IndexedFamily = {
        let cores = NounPhrase.Core.bare(of: [.thing, .opening])
        let owners = phrases(Determiner.definite, NounPhrase.Core.bare(of: [.person, .place]))
        return IndexedFamily([Determiner.the, .this], GrammaticalNumber.allCases, cores, owners) {
            let phrase = NounPhrase(determiner: $0, number: $1, core: $2)
            return pair(phrase.english() + " of " + $3.english(), phrase.french() + ["de"] + $3.french())
        }
    }()

    /// "the houses were not white", "les maisons n'étaient pas blanches".
    private static let descriptions: IndexedFamily = {
        let described = NounPhrase.Core.bare(of: everyKind).flatMap { core in
            Lexicon.adjectives(of: core.noun).flatMap { adjective in
                phrases(Determiner.definite, [core]).map { (Subject.phrase($0), adjective) }
            }
        }
        let ofPersons = Lexicon.adjectives.filter { $0.kinds.contains(.person) }.flatMap { adjective in
            Pronoun.ofKnownGender.map { (Subject.pronoun($0), adjective) }
        }
        return IndexedFamily(described + ofPersons, [false, true], [false, true]) { description, isPast, isNegated in
            let (subject, adjective) = description
            let be = isPast ? subject.englishWas : subject.englishBe
            let verb = (isPast ? ["était", "étaient"] : ["est", "sont"])[subject.number.rawValue]
            return pair(
                "\(subject.english) \(be) \(isNegated ? "not " : "")\(adjective.english)",
                subject.french + (isNegated ? ["ne", verb, "pas"] : [verb])
                    + [adjective.french(subject.gender, subject.number)])
        }
    }()

    /// "we do not see any black cats", "nous ne voyons pas de chats noirs".
    private static let pronounClauses: IndexedFamily = {
        let objects = Clause.Predicate.all(of: Lexicon.verbs).flatMap { predicate in
            let kinds = predicate.verb.objects
            return (NounPhrase.Core.bare(of: kinds) + NounPhrase.Core.described(of: kinds)).map { (predicate, $0) }
        }
        let determiners: [Determiner] = [.the, .indefinite, .this]
        return IndexedFamily(Pronoun.allCases, determiners, GrammaticalNumber.allCases, objects) {
            clause(.pronoun($0), $3.0, NounPhrase(determiner: $1, number: $2, core: $3.1))
        }
    }()

    /// "this man is going to buy a car", "cet homme va acheter une voiture".
    private static let phraseClauses: IndexedFamily = {
        let subjects = phrases([.the, .this, .my], NounPhrase.Core.bare(of: [.person]))
        let objects = Clause.Predicate.all(of: Lexicon.verbs).flatMap { predicate in
            NounPhrase.Core.bare(of: predicate.verb.objects).map { (predicate, $0) }
        }
        return IndexedFamily(subjects, [Determiner.the, .indefinite], GrammaticalNumber.allCases, objects) {
            clause(.phrase($0), $3.0, NounPhrase(determiner: $1, number: $2, core: $3.1))
        }
    }()

    /// "the boy did not see her", "le garçon ne l'a pas vue".
    private static let objectPronouns: IndexedFamily = {
        let predicates = Clause.Predicate.all(of: Lexicon.verbsOfPersons)
        let clauses = subjects(Determiner.definite).flatMap { subject in
            predicates.map { Clause(subject: subject, predicate: $0) }
        }
        let objects = clauses.flatMap { clause in
            Pronoun.allCases.filter(clause.canHaveObject).map { (clause, $0) }
        }
        return IndexedFamily(objects) {
            let (clause, object) = $0
            return pair(clause.english(object: object.englishObject), clause.french(object: object))
        }
    }()

    /// "she comes from the museum", "elle vient du musée".
    private static let placeClauses: IndexedFamily = {
        let places = phrases(Determiner.definite, NounPhrase.Core.bare(of: [.place]))
        let predicates = Lexicon.verbsOfPlace.flatMap { entry in
            Clause.Predicate.all(of: [entry.verb], in: [.present, .nearFuture]).map { ($0, entry.preposition) }
        }
        return IndexedFamily(subjects([.the, .my]), predicates, places) { subject, entry, place in
            let (predicate, preposition) = entry
            let clause = Clause(subject: subject, predicate: predicate)
            return pair(clause.english(object: place.english()), clause.french(object: preposition + place.french()))
        }
    }()

    /// The noun phrases of the determiners, both numbers and the nouns.
    private static func phrases(_ determiners: [Determiner], _ cores: [NounPhrase.Core]) -> [NounPhrase] {
        determiners.flatMap { determiner in
            GrammaticalNumber.allCases.flatMap { number in
                cores.map { NounPhrase(determiner: determiner, number: number, core: $0) }
            }
        }
    }

    /// Every pronoun, and the persons with the determiners.
    private static func subjects(_ determiners: [Determiner]) -> [Subject] {
        let persons = phrases(determiners, NounPhrase.Core.bare(of: [.person]))
        return Pronoun.allCases.map(Subject.pronoun) + persons.map(Subject.phrase)
    }

    private static func clause(_ subject: Subject, _ predicate: Clause.Predicate, _ object: NounPhrase) -> TextPair {
        let clause = Clause(subject: subject, predicate: predicate)
        let isNegated = predicate.isNegated
        return pair(
            clause.english(object: object.english(isNegated: isNegated)),
            clause.french(object: object.french(isNegated: isNegated)))
    }

    private static func pair(_ english: String, _ french: [String]) -> TextPair {
        TextPair(source: english, target: French.phrase(french))
    }
}
