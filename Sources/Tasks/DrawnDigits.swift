import Seq2SeqRandomness
import Seq2SeqText

/// Digits that are drawn from left to right with a noisy pen, to the digits as text.
///
/// A step is a column of five points, from top to bottom: 0 where nothing is drawn, about 1 where something is. Every
/// column is drawn once or twice, so digits are of many widths, and between two there are one or two blank ones.
enum DrawnDigits {
    /// Rows of points of a drawing.
    static let height = 5

    /// One family for each number of digits.
    static let families = (1...6).map { length in
        let count = (0..<length).reduce(1) { power, _ in 10 * power }
        return PairFamily(weight: 1, count: count) { random in
            let digits = (0..<length).map { _ in random.next(below: 10) }
            let text = digits.map(String.init).joined()
            let pair = TextPair(source: drawing(of: digits, using: &random), target: text)
            return PairFamily.Candidate(pair: pair, key: text)
        }
    }

    /// Digits on a grid of three columns, row by row.
    private static let shapes = [
        "111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001",
        "111100111001111", "111100111101111", "111001001001001", "111101111101111", "111101111001111",
    ].map(Array.init)

    /// The columns of a drawing as `TextPair.readingVectors()` reads them.
    private static func drawing(of digits: [Int], using random: inout RandomSource) -> String {
        var columns: [[Int]] = []
        for digit in digits {
            for column in -1..<3 {
                for _ in 0...random.next(below: 2) {
                    columns.append((0..<height).map { column >= 0 && shapes[digit][3 * $0 + column] == "1" ? 1 : 0 })
                }
            }
        }
        return columns.map { column in
            let strength = random.next(in: 80...120)
            return column.map { hundredths($0 * strength + random.next(in: -25...25)) }.joined(separator: ",")
        }.joined(separator: " ")
    }

    /// A number of hundredths: `-0.07`.
    private static func hundredths(_ number: Int) -> String {
        let (whole, part) = abs(number).quotientAndRemainder(dividingBy: 100)
        return "\(number < 0 ? "-" : "")\(whole).\(part < 10 ? "0" : "")\(part)"
    }
}
