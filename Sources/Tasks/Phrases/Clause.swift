/// A subject and a verb in a tense, said or denied.
struct Clause: Sendable {
    enum Tense: CaseIterable, Sendable {
        /// "she eats", "elle mange".
        case present

        /// "she ate", "elle a mangé".
        case past

        /// "she is going to eat", "elle va manger".
        case nearFuture
    }

    /// A verb in a tense that it is used in.
    struct Predicate: Sendable {
        let verb: Verb
        let tense: Tense
        let isNegated: Bool
    }

    let subject: Subject
    let predicate: Predicate

    /// The English clause with an object.
    func english(object: String) -> String {
        let verb = predicate.verb
        let not = predicate.isNegated
        let isThird = subject.person == 2
        let words =
            switch predicate.tense {
            case .present where not: "\(isThird ? "does" : "do") not \(verb.english)"
            case .present: isThird ? verb.englishThird : verb.english
            case .past where not: "did not \(verb.english)"
            case .past: verb.englishPast ?? verb.english
            case .nearFuture: "\(subject.englishBe) \(not ? "not " : "")going to \(verb.english)"
            }
        return "\(subject.english) \(words) \(object)"
    }

    /// The French words with an object that follows the verb, before elision and contraction.
    func french(object: [String]) -> [String] { words(pronoun: [], participleEnding: "") + object }

    /// The French words with a pronoun as the object, which goes in front of the verb and agrees with the participle.
    func french(object: Pronoun) -> [String] {
        let ending = (object.gender == .feminine ? "e" : "") + (object.number == .plural ? "s" : "")
        return words(pronoun: [object.frenchObject], participleEnding: ending)
    }

    private func words(pronoun: [String], participleEnding: String) -> [String] {
        let verb = predicate.verb
        let ne = predicate.isNegated ? ["ne"] : []
        let pas = predicate.isNegated ? ["pas"] : []
        let person = subject.person
        switch predicate.tense {
        case .present:
            return subject.french + ne + pronoun + [verb.present[person]] + pas
        case .past:
            return subject.french + ne + pronoun + [Lexicon.have[person]] + pas + [verb.participle + participleEnding]
        case .nearFuture:
            return subject.french + ne + [Lexicon.go[person]] + pas + pronoun + [verb.infinitive]
        }
    }
}

extension Clause {
    /// Whether a pronoun can be the object: not the subject itself, and with a past participle only if its gender is
    /// known.
    func canHaveObject(_ object: Pronoun) -> Bool {
        if predicate.tense == .past && !Pronoun.ofKnownGender.contains(object) { return false }
        guard case .pronoun(let subject) = subject else { return true }
        switch (subject, object) {
        case (.i, .i), (.i, .we), (.we, .i), (.we, .we), (.you, .you): return false
        default: return true
        }
    }
}

extension Clause.Predicate {
    /// The verbs in the tenses, said and denied; a verb without an English past has no past.
    static func all(of verbs: [Verb], in tenses: [Clause.Tense] = Clause.Tense.allCases) -> [Self] {
        verbs.flatMap { verb in
            tenses.filter { $0 != .past || verb.englishPast != nil }.flatMap { tense in
                [false, true].map { Self(verb: verb, tense: tense, isNegated: $0) }
            }
        }
    }
}
