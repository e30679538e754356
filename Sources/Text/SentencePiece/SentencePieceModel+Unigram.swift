extension SentencePieceModel {
    /// The best way from the beginning of a text to a place in it.
    private struct Path {
        var id = -1
        var score: Float = 0
        var start = -1
    }

    /// What an unknown character costs beside the least probable piece.
    private static let unknownPenalty: Float = 10

    /// What a piece that is never cut gains with each of its bytes but one.
    private static let bonus = 0.1

    /// The pieces of a text in form that are most probable together (Viterbi 1967). Sums and ties are those of
    /// SentencePiece: a sum is rounded to single precision where it is kept, and of equal ones the first counts.
    func mostProbable(_ form: [UInt8]) -> [Segment] {
        let unknownScore = lowestScore - Self.unknownPenalty
        var paths = [Path](repeating: Path(), count: form.count + 1)
        func take(_ sum: Double, _ id: Int, _ start: Int, at end: Int) {
            guard paths[end].start < 0 || sum > Double(paths[end].score) else { return }
            paths[end] = Path(id: id, score: Float(sum), start: start)
        }
        var start = 0
        while start < form.count {
            let before = paths[start].score
            let next = min(form.count, start + UTF8Length.ofCharacter(startingWith: form[start]))
            var hasCharacter = false
            trie.forEachPrefix(of: form, from: start) { end, id in
                let piece = pieces[id]
                if piece.kind == .unused { return }
                let score =
                    piece.kind == .userDefined ? Self.bonus * Double(end - start - 1) : Double(piece.score)
                take(score + Double(before), id, start, at: end)
                if end == next { hasCharacter = true }
            }
            if !hasCharacter { take(Double(unknownScore + before), unknownID, start, at: next) }
            start = next
        }
        var segments: [Segment] = []
        var end = form.count
        while end > 0 {
            segments.append(Segment(range: paths[end].start..<end, id: paths[end].id))
            end = paths[end].start
        }
        return segments.reversed()
    }
}
