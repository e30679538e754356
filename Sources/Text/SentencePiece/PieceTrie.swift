/// Pieces by their bytes, to find those that a text goes on with.
struct PieceTrie: Sendable {
    /// The byte that leads to each node; the root, at 0, has none.
    private var labels: [UInt8] = [0]
    /// The piece that ends at each node, or -1.
    private var ids: [Int32] = [-1]
    /// The children of node `n` are the nodes from `firstChild[n]` up to `firstChild[n + 1]`, their bytes in order.
    private var firstChild: [Int32] = []

    /// A trie of different pieces, none of them empty.
    init(_ pieces: [(bytes: [UInt8], id: Int)]) {
        let pieces = pieces.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        // Level by level, so that the children of a node are side by side.
        var nodes: [(pieces: Range<Int>, depth: Int)] = [(pieces.indices, 0)]
        var node = 0
        while node < nodes.count {
            let (range, depth) = nodes[node]
            firstChild.append(Int32(nodes.count))
            var start = range.lowerBound
            if start < range.upperBound, pieces[start].bytes.count == depth {
                ids[node] = Int32(pieces[start].id)
                start += 1
            }
            while start < range.upperBound {
                let label = pieces[start].bytes[depth]
                var end = start + 1
                while end < range.upperBound, pieces[end].bytes[depth] == label { end += 1 }
                labels.append(label)
                ids.append(-1)
                nodes.append((start..<end, depth + 1))
                start = end
            }
            node += 1
        }
        firstChild.append(Int32(nodes.count))
    }

    /// Whether there is no piece.
    var isEmpty: Bool { labels.count == 1 }

    /// Tells the pieces that bytes go on with from a place on, the shortest first: where each ends and its id.
    func forEachPrefix(of bytes: [UInt8], from start: Int, _ body: (_ end: Int, _ id: Int) -> Void) {
        var (node, place) = (0, start)
        while place < bytes.count, let next = child(of: node, bytes[place]) {
            node = next
            place += 1
            if ids[node] >= 0 { body(place, Int(ids[node])) }
        }
    }

    /// The end of the longest piece that bytes go on with from a place on; nil if there is none.
    func longestPrefix(of bytes: [UInt8], from start: Int) -> Int? {
        var longest: Int?
        if !isEmpty { forEachPrefix(of: bytes, from: start) { end, _ in longest = end } }
        return longest
    }

    /// The piece that bytes are; nil if they are none.
    func id(of bytes: some Sequence<UInt8>) -> Int? {
        var node = 0
        for byte in bytes {
            guard let next = child(of: node, byte) else { return nil }
            node = next
        }
        return ids[node] >= 0 ? Int(ids[node]) : nil
    }

    private func child(of node: Int, _ label: UInt8) -> Int? {
        var (low, high) = (Int(firstChild[node]), Int(firstChild[node + 1]))
        while low < high {
            let middle = (low + high) / 2
            if labels[middle] < label { low = middle + 1 } else { high = middle }
        }
        return low < Int(firstChild[node + 1]) && labels[low] == label ? low : nil
    }
}
