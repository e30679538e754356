extension SentencePieceModel {
    /// A part of a text on its way to become a piece, and its neighbours, or -1.
    private struct Symbol {
        var range: Range<Int>
        var before: Int
        var after: Int
        /// Whether it is merged with no other.
        let isUncut: Bool
    }

    /// Two neighbours that are a piece together.
    private struct Pair {
        let left: Int
        let right: Int
        let score: Float
        let byteCount: Int

        /// Whether it is merged before another: the better one is, of equal ones the first.
        func precedes(_ other: Pair) -> Bool {
            score > other.score || (score == other.score && left < other.left)
        }
    }

    /// The pieces that neighbours of a text in form are merged to, the pair of the best piece first.
    func merged(_ form: [UInt8]) -> [Segment] {
        var symbols = symbols(of: form)
        var queue = PriorityQueue<Pair> { $0.precedes($1) }
        // Where pieces that are not to be used were put together.
        var seams: [ArraySlice<UInt8>: Int] = [:]
        func consider(_ left: Int, _ right: Int) {
            guard left >= 0, right >= 0, !symbols[left].isUncut, !symbols[right].isUncut else { return }
            let range = symbols[left].range.lowerBound..<symbols[right].range.upperBound
            guard let id = trie.id(of: form[range]) else { return }
            queue.insert(Pair(left: left, right: right, score: pieces[id].score, byteCount: range.count))
            if pieces[id].kind == .unused { seams[form[range]] = symbols[left].range.count }
        }
        for index in symbols.indices.dropFirst() { consider(index - 1, index) }
        while let pair = queue.popFirst() {
            let (left, right) = (symbols[pair.left].range, symbols[pair.right].range)
            // One of them has been merged with another.
            if left.isEmpty || right.isEmpty || left.count + right.count != pair.byteCount { continue }
            let after = symbols[pair.right].after
            symbols[pair.left].range = left.lowerBound..<right.upperBound
            symbols[pair.left].after = after
            if after >= 0 { symbols[after].before = pair.left }
            symbols[pair.right].range = right.upperBound..<right.upperBound
            consider(symbols[pair.left].before, pair.left)
            consider(pair.left, after)
        }
        var segments: [Segment] = []
        func add(_ range: Range<Int>) {
            let id = trie.id(of: form[range]) ?? unknownID
            if pieces[id].kind == .unused, let leftCount = seams[form[range]] {
                add(range.lowerBound..<range.lowerBound + leftCount)
                add(range.lowerBound + leftCount..<range.upperBound)
            } else {
                segments.append(Segment(range: range, id: id))
            }
        }
        var index = symbols.isEmpty ? -1 : 0
        while index >= 0 {
            add(symbols[index].range)
            index = symbols[index].after
        }
        return segments
    }

    /// The characters of a text in form, and what is never cut.
    private func symbols(of form: [UInt8]) -> [Symbol] {
        var symbols: [Symbol] = []
        var start = 0
        while start < form.count {
            let uncut = uncut.longestPrefix(of: form, from: start)
            let end = uncut ?? min(form.count, start + UTF8Length.ofCharacter(startingWith: form[start]))
            symbols.append(
                Symbol(
                    range: start..<end, before: symbols.count - 1, after: end < form.count ? symbols.count + 1 : -1,
                    isUncut: uncut != nil))
            start = end
        }
        return symbols
    }
}

/// Elements of which the first is taken out, in an order.
private struct PriorityQueue<Element> {
    private var heap: [Element] = []
    private let precedes: (Element, Element) -> Bool

    init(_ precedes: @escaping (Element, Element) -> Bool) { self.precedes = precedes }

    mutating func insert(_ element: Element) {
        heap.append(element)
        var child = heap.count - 1
        while child > 0, precedes(heap[child], heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popFirst() -> Element? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return first }
        heap[0] = last
        var parent = 0
        while true {
            var best = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[child], heap[best]) { best = child }
            }
            if best == parent { return first }
            heap.swapAt(parent, best)
            parent = best
        }
    }
}
