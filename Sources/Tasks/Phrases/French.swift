/// What French does where two words meet.
enum French {
    /// The words as a phrase, with elision ("le homme" becomes "l'homme", "je ai" "j'ai") and the contractions of "à"
    /// and "de" with the article ("de le jardin" becomes "du jardin", "à les écoles" "aux écoles").
    static func phrase(_ words: [String]) -> String {
        var phrase = ""
        var index = 0
        while index < words.count {
            let next = index + 1 < words.count ? words[index + 1] : ""
            let afterNext = index + 2 < words.count ? words[index + 2] : ""
            if let contraction = contraction(words[index], next, before: afterNext) {
                phrase += contraction + " "
                index += 1
            } else if elidable.contains(words[index]) && startsWithVowelSound(next) {
                phrase += words[index].dropLast() + "'"
            } else {
                phrase += words[index] + (next.isEmpty ? "" : " ")
            }
            index += 1
        }
        return phrase
    }

    /// Whether a word starts with a vowel or a mute h, so that the word before it changes.
    static func startsWithVowelSound(_ word: String) -> Bool {
        guard let first = word.first, !wordsWithAspiratedH.contains(word) else { return false }
        return vowelsAndMuteH.contains(first)
    }

    /// What a preposition and an article become together, or nil if they stay apart.
    private static func contraction(_ preposition: String, _ article: String, before word: String) -> String? {
        switch (preposition, article) {
        case ("de", "le") where !startsWithVowelSound(word): "du"
        case ("de", "les"): "des"
        case ("à", "le") where !startsWithVowelSound(word): "au"
        case ("à", "les"): "aux"
        default: nil
        }
    }

    private static let elidable: Set = ["je", "ne", "le", "la", "me", "de"]
    private static let vowelsAndMuteH: Set<Character> = [
        "a", "e", "i", "o", "u", "h", "â", "à", "é", "è", "ê", "î", "ô", "œ",
    ]
    private static let wordsWithAspiratedH: Set = ["héros", "hibou", "hiboux"]
}

/// The gender of a noun and of what agrees with it.
enum Gender: Sendable {
    case masculine, feminine
}

/// The number of a noun and of what agrees with it.
enum GrammaticalNumber: Int, CaseIterable, Sendable {
    case singular, plural
}
