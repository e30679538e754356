/// A date as a person reads it: a second way from English to a day, to check the generator's way back.
struct WrittenDate {
    let year: Int
    let month: Int
    let day: Int
    /// Monday is 0; nil if the text does not say.
    let weekday: Int?

    var iso8601: String {
        func twoDigits(_ number: Int) -> String { String("0\(number)".suffix(2)) }
        return "\(year)-\(twoDigits(month))-\(twoDigits(day))"
    }

    /// Nil for a text that is no date.
    init?(_ text: String) {
        let words = text.lowercased().split { " ,./".contains($0) || $0 == "-" }.map(String.init)
        var numbers: [Int] = []
        var month: Int?
        var weekday: Int?
        var tens = 0
        for word in words {
            if let number = Int(word) ?? Self.ordinal(word) {
                numbers.append(number + tens)
                tens = 0
            } else if let ten = ["twenty": 20, "thirty": 30][word] {
                tens = ten
            } else if let index = Self.index(of: word, in: Self.months) {
                month = index + 1
            } else if let index = Self.index(of: word, in: Self.weekdays) {
                weekday = index
            } else if !["the", "of"].contains(word) {
                return nil
            }
        }
        guard let year = numbers.first(where: { $0 > 31 }) else { return nil }
        // With slashes the year comes first and the day last; with points it is the other way round.
        var rest = numbers.filter { $0 <= 31 }
        if text.contains(".") { rest.reverse() }
        if let month { rest.insert(month, at: 0) }
        guard rest.count == 2 else { return nil }
        (self.year, self.month, day, self.weekday) = (year, rest[0], rest[1], weekday)
    }

    /// "3rd" and "third" are 3.
    private static func ordinal(_ word: String) -> Int? {
        if let number = Int(word.dropLast(2)) { return word == "\(number)" + suffix(number) ? number : nil }
        if word == "thirtieth" { return 30 }
        return ordinals.firstIndex(of: word).map { $0 + 1 }
    }

    private static func suffix(_ number: Int) -> String {
        if number / 10 == 1 { return "th" }
        return ["th", "st", "nd", "rd"][number % 10 < 4 ? number % 10 : 0]
    }

    /// The place of a name that is written in full or with its first three letters.
    private static func index(of word: String, in names: [String]) -> Int? {
        names.firstIndex { $0 == word || $0.prefix(3) == word }
    }

    private static let months = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]

    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private static let ordinals = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth",
    ]
}
