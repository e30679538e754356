import Seq2SeqText

/// The numbers 0 to 999,999 in English words (American use: hyphens below a hundred, no "and") to their digits.
package enum NumberWords {
    /// One family for each number of digits.
    static let families = [0...9, 10...99, 100...999, 1000...9999, 10_000...99_999, 100_000...999_999].map { numbers in
        IndexedFamily(count: numbers.count) { index in
            let number = numbers.lowerBound + index
            return TextPair(source: words(for: number), target: String(number))
        }
    }

    /// A number in `0...999_999` as it is read aloud: "twelve thousand three hundred forty-five".
    package static func words(for number: Int) -> String {
        precondition((0...999_999).contains(number), "Number words reach from 0 to 999,999, but \(number) is asked for")
        if number == 0 { return "zero" }
        let (thousands, rest) = number.quotientAndRemainder(dividingBy: 1000)
        let head = thousands == 0 ? [] : wordsBelowThousand(thousands) + ["thousand"]
        return (head + wordsBelowThousand(rest)).joined(separator: " ")
    }

    /// No words for 0.
    private static func wordsBelowThousand(_ number: Int) -> [String] {
        let (hundreds, rest) = number.quotientAndRemainder(dividingBy: 100)
        let head = hundreds == 0 ? [] : [belowTwenty[hundreds], "hundred"]
        switch rest {
        case 0: return head
        case 1..<20: return head + [belowTwenty[rest]]
        default:
            let (ten, unit) = rest.quotientAndRemainder(dividingBy: 10)
            return head + [unit == 0 ? tens[ten] : tens[ten] + "-" + belowTwenty[unit]]
        }
    }

    private static let belowTwenty = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]

    private static let tens = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ]
}
