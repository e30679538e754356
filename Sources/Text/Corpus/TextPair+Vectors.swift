extension TextPair {
    /// The pair with the vectors that its source spells, instead of that text: the numbers of a vector with commas
    /// between them, and white space between vectors, such as `0.1,0.9 0.8,0.2`.
    ///
    /// ```swift
    /// let pairs = try ToyTask.vectors.pairs(seed: 1).prefix(64).map { try $0.readingVectors() }
    /// let data = try TrainingData(training: pairs)
    /// print(data.sourceFeatures, pairs[0].vectors.count, pairs[0].target)
    /// ```
    ///
    /// - Throws: ``VectorTextError`` if the text is none of vectors that are all equally large.
    public func readingVectors() throws(VectorTextError) -> TextPair {
        var read = self
        read.source = ""
        read.vectors = []
        for (step, word) in source.split(whereSeparator: \.isWhitespace).enumerated() {
            var vector: [Float] = []
            for part in word.split(separator: ",", omittingEmptySubsequences: false) {
                guard let number = Float(part), number.isFinite else {
                    throw VectorTextError(step: step + 1, word: String(word), size: read.vectors.first?.count)
                }
                vector.append(number)
            }
            guard vector.count == read.vectors.first?.count ?? vector.count else {
                throw VectorTextError(step: step + 1, word: String(word), size: read.vectors.first?.count)
            }
            read.vectors.append(vector)
        }
        return read
    }
}

/// A text does not spell vectors that are all equally large.
public struct VectorTextError: Error, Sendable, Hashable {
    /// The vector that is wrong, counted from 1.
    public let step: Int
    /// What stands there.
    public let word: String
    /// The size of the first vector; nil if it is the first that is wrong.
    public let size: Int?
}

extension VectorTextError: CustomStringConvertible {
    /// What was found, and what was expected.
    public var description: String {
        let numbers = size.map { "\($0) finite numbers like the first" } ?? "finite numbers"
        return "Vector \(step) is '\(word)', but should be \(numbers), with commas between them."
    }
}
