import Seq2SeqRandomness
import Seq2SeqText

/// Words of random letters a to z, to a rearrangement of themselves.
enum LetterWords {
    private static let firstLetter = UInt8(ascii: "a")
    private static let letterCount = 26

    /// One family for each length, all of the same weight.
    static func families(
        _ options: ToyTask.Options, target: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> [PairFamily] {
        (options.minimumLength...options.maximumLength).map { length in
            PairFamily(weight: 1, count: wordCount(length: length)) { random in
                let letters = (0..<length).map { _ in firstLetter + UInt8(random.next(below: letterCount)) }
                let source = String(decoding: letters, as: UTF8.self)
                let pair = TextPair(source: source, target: String(decoding: target(letters), as: UTF8.self))
                return PairFamily.Candidate(pair: pair, key: source)
            }
        }
    }

    /// 26 to the power of the length, or `Int.max` if it is greater.
    private static func wordCount(length: Int) -> Int {
        var count = 1
        for _ in 0..<length {
            let (product, overflow) = count.multipliedReportingOverflow(by: letterCount)
            if overflow { return .max }
            count = product
        }
        return count
    }
}
