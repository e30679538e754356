import Seq2SeqTasks
import Testing
import Seq2SeqText

@Suite("Number words")
struct NumberWordsTests {
    @Test(arguments: [
        (0, "zero"), (7, "seven"), (10, "ten"), (13, "thirteen"), (19, "nineteen"), (20, "twenty"), (40, "forty"),
        (42, "forty-two"), (99, "ninety-nine"), (100, "one hundred"), (101, "one hundred one"),
        (110, "one hundred ten"), (215, "two hundred fifteen"), (999, "nine hundred ninety-nine"),
        (1000, "one thousand"), (1001, "one thousand one"), (2016, "two thousand sixteen"),
        (10_000, "ten thousand"), (80_390, "eighty thousand three hundred ninety"),
        (100_000, "one hundred thousand"), (110_011, "one hundred ten thousand eleven"),
        (300_500, "three hundred thousand five hundred"),
        (999_999, "nine hundred ninety-nine thousand nine hundred ninety-nine"),
    ])
    func chosenNumbersAreReadAsAPersonReadsThem(number: Int, words: String) {
        #expect(NumberWords.words(for: number) == words)
    }

    @Test func wordsAddUpToTheNumber() {
        for number in Array(0..<20_000) + Array(stride(from: 20_000, to: 1_000_000, by: 97)) {
            #expect(value(of: NumberWords.words(for: number)) == number)
        }
    }

    @Test func everyMagnitudeIsAsFrequentAsTheOthersUntilItIsUsedUp() {
        let targets = ToyTask.numbers.pairs(seed: 2).prefix(6000).map(\.target)
        let counts = (1...6).map { digits in targets.filter { $0.count == digits }.count }
        #expect(counts[0] == 10 && counts[1] == 90)
        #expect(counts[2] > 600)
        #expect(counts[3...].allSatisfy { (1500...1850).contains($0) })
    }

    @Test func theTaskHasEveryNumberBelowAMillion() {
        #expect(ToyTask.numbers.pairs(seed: 1).count == 1_000_000)
    }

    /// A reader of its own: units and tens add up, "hundred" and "thousand" multiply.
    private func value(of words: String) -> Int? {
        var total = 0
        var group = 0
        for word in words.split(whereSeparator: { " -".contains($0) }).map(String.init) {
            if let unit = Self.units.firstIndex(of: word) {
                group += unit
            } else if let ten = Self.tens.firstIndex(of: word) {
                group += 10 * (ten + 2)
            } else if word == "hundred" {
                group *= 100
            } else if word == "thousand" {
                (total, group) = (group * 1000, 0)
            } else {
                return nil
            }
        }
        return total + group
    }

    private static let units = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]

    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
}
