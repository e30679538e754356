/// A transitive verb with its forms in both languages.
struct Verb: Sendable {
    /// The infinitive without "to", as "look for".
    let english: String

    /// The third person singular of the present, as "looks for".
    let englishThird: String

    /// The past, as "looked for"; nil for a verb that is not used in the past.
    let englishPast: String?

    /// The infinitive.
    let infinitive: String

    /// The six persons of the present, "je" to "ils".
    let present: [String]

    /// The past participle, masculine singular; its auxiliary is "avoir".
    let participle: String

    /// The kinds of nouns that can be its object.
    let objects: [Noun.Kind]
}

extension Verb {
    /// A verb in "-er" whose stem does not change but for an e in front of "-ons" after g.
    static func regular(
        _ english: String, _ englishThird: String, _ englishPast: String?, _ infinitive: String, of objects: [Noun.Kind]
    ) -> Verb {
        let stem = String(infinitive.dropLast(2))
        let softened = stem.hasSuffix("g") ? stem + "e" : stem
        return Verb(
            english: english, englishThird: englishThird, englishPast: englishPast, infinitive: infinitive,
            present: [stem + "e", stem + "es", stem + "e", softened + "ons", stem + "ez", stem + "ent"],
            participle: stem + "é", objects: objects)
    }

    /// A verb whose present and participle are given, the present as six words.
    static func irregular(
        _ english: String, _ englishThird: String, _ englishPast: String?, _ infinitive: String, _ present: String,
        _ participle: String, of objects: [Noun.Kind]
    ) -> Verb {
        Verb(
            english: english, englishThird: englishThird, englishPast: englishPast, infinitive: infinitive,
            present: present.split(separator: " ").map(String.init), participle: participle, objects: objects)
    }
}
