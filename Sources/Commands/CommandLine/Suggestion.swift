/// Guesses what a mistyped word was meant to be.
enum Suggestion {
    /// The candidate with the fewest edits, the first of them if several have, or nil if none is near.
    ///
    /// Near means at most one edit for every three characters of the candidate, its dashes left out, or that the word
    /// is the beginning of just one candidate.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let continued = candidates.filter { word.count > 2 && $0.hasPrefix(word) }
        if continued.count == 1 { return continued.first }
        var best: (candidate: String, edits: Int)?
        for candidate in candidates {
            let edits = edits(from: Array(word), to: Array(candidate))
            let limit = max(1, candidate.drop { $0 == "-" }.count / 3)
            if edits <= limit && edits < best?.edits ?? .max { best = (candidate, edits) }
        }
        return best?.candidate
    }

    /// The insertions, deletions, replacements and swaps of neighbors that turn one word into the other, where no part
    /// is edited twice (optimal string alignment: Damerau 1964).
    static func edits(from source: [Character], to target: [Character]) -> Int {
        var rows = [Array(0...target.count)]
        for (index, character) in source.enumerated() {
            var row = [index + 1]
            for (column, other) in target.enumerated() {
                var edits = min(
                    rows[index][column] + (character == other ? 0 : 1), rows[index][column + 1] + 1, row[column] + 1)
                let isSwap =
                    index > 0 && column > 0 && character == target[column - 1] && other == source[index - 1]
                if isSwap { edits = min(edits, rows[index - 1][column - 1] + 1) }
                row.append(edits)
            }
            rows.append(row)
        }
        return rows[source.count][target.count]
    }
}
