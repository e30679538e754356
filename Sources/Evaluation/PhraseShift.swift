/// A phrase of a hypothesis and the place before which it is put.
struct PhraseShift: Equatable {
    let start: Int
    let length: Int
    let target: Int

    /// The words after the shift.
    func applied(to words: [UInt32]) -> [UInt32] {
        let end = start + length
        // Within itself a phrase moves over as many of the words after it.
        let passed = target < start ? start : target > end ? target : min(words.count, length + target)
        let place = min(start, target)
        var result: [UInt32] = []
        result.reserveCapacity(words.count)
        result += words[..<place]
        if target >= start { result += words[end..<passed] }
        result += words[start..<end]
        if target < start { result += words[target..<start] }
        result += target < start ? words[end...] : words[passed...]
        return result
    }

    /// Of shifts that save as many edits, the longest phrase is moved, then the first, then to the first place.
    func isPreferred(to other: PhraseShift) -> Bool {
        (length, -start, -target) > (other.length, -other.start, -other.target)
    }
}

/// The costs of turning the beginnings of a hypothesis into those of a reference, computed near the diagonal only, as
/// sacreBLEU does.
struct EditMatrix {
    private(set) var words: [UInt32] = []
    private let reference: [UInt32]
    /// The costs, a row for each word and one for none. Cells too far from the diagonal cost too much.
    private var costs: [Int32]
    /// For each row the columns that are computed.
    private let bands: [Range<Int>]
    private var row: [Int32]

    private static let tooMuch = Int32.max / 2
    private static let halfWidth = 25

    init(reference: [UInt32], wordCount: Int) {
        self.reference = reference
        let columns = reference.count + 1
        let ratio = wordCount > 0 ? Double(reference.count) / Double(wordCount) : 1
        // With very unequal lengths the rows would not overlap otherwise.
        let halfWidth =
            Double(Self.halfWidth) < ratio / 2
            ? Int((ratio / 2 + Double(Self.halfWidth)).rounded(.up)) : Self.halfWidth
        bands = (0...wordCount).map { row in
            if row == 0 { return 0..<columns }
            let diagonal = Int((Double(row) * ratio).rounded(.down))
            let end = row == wordCount ? columns : min(columns, diagonal + halfWidth)
            return max(0, diagonal - halfWidth)..<end
        }
        costs = [Int32](repeating: Self.tooMuch, count: (wordCount + 1) * columns)
        for column in 0..<columns { costs[column] = Int32(column) }
        row = [Int32](repeating: Self.tooMuch, count: columns)
    }

    /// The cost of the whole.
    var distance: Int { Int(costs[costs.count - 1]) }

    private var columns: Int { reference.count + 1 }

    /// Computes the costs of a hypothesis.
    mutating func fill(_ words: [UInt32]) {
        self.words = words
        for index in words.indices {
            let (above, start) = (index * columns, (index + 1) * columns)
            for column in bands[index + 1] {
                costs[start + column] = cheapest(
                    word: words[index], column: column, diagonal: column > 0 ? costs[above + column - 1] : 0,
                    above: costs[above + column], left: column > 0 ? costs[start + column - 1] : Self.tooMuch)
            }
        }
    }

    private func cheapest(word: UInt32, column: Int, diagonal: Int32, above: Int32, left: Int32) -> Int32 {
        if column == 0 { return above + 1 }
        return min(diagonal + (word == reference[column - 1] ? 0 : 1), above + 1, left + 1, Self.tooMuch)
    }

    /// The cost of a hypothesis that begins with as many of the same words, or nil if it is more than a limit.
    mutating func distance(of candidate: [UInt32], sameBefore first: Int, atMost limit: Int) -> Int? {
        for column in bands[first] { row[column] = costs[first * columns + column] }
        for index in first..<candidate.count {
            let (previous, band) = (bands[index], bands[index + 1])
            // Columns that only one of the two rows has cost too much in the other.
            for column in previous.upperBound..<max(previous.upperBound, band.upperBound) { row[column] = Self.tooMuch }
            var diagonal = band.lowerBound > previous.lowerBound ? row[band.lowerBound - 1] : Self.tooMuch
            var (left, least) = (Self.tooMuch, Self.tooMuch)
            for column in band {
                let above = row[column]
                left = cheapest(word: candidate[index], column: column, diagonal: diagonal, above: above, left: left)
                diagonal = above
                row[column] = left
                least = min(least, left)
            }
            if Int(least) > limit { return nil }
        }
        let distance = Int(row[columns - 1])
        return distance > limit ? nil : distance
    }

    /// How the words and the reference are aligned at the least cost: rather by a pair than by a deletion, rather by a
    /// deletion than by an insertion, from the end.
    var alignment: PhraseAlignment {
        var alignment = PhraseAlignment(wordCount: words.count, referenceCount: reference.count)
        var (index, column) = (words.count, reference.count)
        while index > 0 || column > 0 {
            let cost = costs[index * columns + column]
            if index > 0 && column > 0 {
                let isSame = words[index - 1] == reference[column - 1]
                if cost == costs[(index - 1) * columns + column - 1] + (isSame ? 0 : 1) {
                    index -= 1
                    column -= 1
                    alignment.pair(word: index, place: column, isSame: isSame)
                    continue
                }
            }
            if index > 0 && cost == costs[(index - 1) * columns + column] + 1 {
                index -= 1
                alignment.wordErrors[index] = 1
            } else {
                column -= 1
                alignment.miss(place: column, after: index - 1)
            }
        }
        return alignment
    }
}

/// Which word stands for which of a reference.
struct PhraseAlignment {
    /// For each place of the reference its word, or the word before it if it has none.
    private var aligned: [Int]
    /// 1 for each word that is wrong.
    fileprivate(set) var wordErrors: [Int]
    /// 1 for each place of the reference that is not met.
    private var placeErrors: [Int]

    fileprivate init(wordCount: Int, referenceCount: Int) {
        aligned = Array(repeating: -1, count: referenceCount)
        wordErrors = Array(repeating: 0, count: wordCount)
        placeErrors = Array(repeating: 0, count: referenceCount)
    }

    fileprivate mutating func pair(word: Int, place: Int, isSame: Bool) {
        aligned[place] = word
        wordErrors[word] = isSame ? 0 : 1
        placeErrors[place] = isSame ? 0 : 1
    }

    fileprivate mutating func miss(place: Int, after word: Int) {
        aligned[place] = word
        placeErrors[place] = 1
    }

    /// The shifts that may bring a phrase to a place of the reference where it stands too: none if the phrase is right
    /// where it is, or the place is met, or within the phrase.
    func shifts(start: Int, place: Int, length: Int) -> [PhraseShift] {
        if !wordErrors[start..<(start + length)].contains(1) { return [] }
        if !placeErrors[place..<(place + length)].contains(1) { return [] }
        if (start..<(start + length)).contains(aligned[place]) { return [] }
        var shifts: [PhraseShift] = []
        for before in (place - 1)..<(place + length) where before < aligned.count {
            let target = before < 0 ? 0 : aligned[before] + 1
            if shifts.last?.target == target { continue }
            shifts.append(PhraseShift(start: start, length: length, target: target))
        }
        return shifts
    }
}
