/// Numbers that stand for the tokens of a few texts.
struct TokenNumbers {
    private var numbers: [ExactToken: UInt32] = [:]

    /// A number for each token, the same for the same bytes.
    mutating func numbers(of tokens: [String]) -> [UInt32] {
        tokens.map { token in
            if let number = numbers[ExactToken(token)] { return number }
            let number = UInt32(numbers.count)
            numbers[ExactToken(token)] = number
            return number
        }
    }
}
