/// A number for some of the pairs; a pair without one counts as zero.
struct PairCounts {
    private var counts: [Int] = []
    private var isPresent: [Bool] = []

    /// The pairs that have a number, zeros and negative ones included.
    private(set) var present: [Int] = []

    subscript(pair: Int) -> Int {
        get { pair < counts.count ? counts[pair] : 0 }
        set {
            makePresent(pair)
            counts[pair] = newValue
        }
    }

    mutating func add(_ count: Int, to pair: Int) {
        makePresent(pair)
        counts[pair] += count
    }

    /// Removes the pairs whose number is such.
    mutating func removeAll(where isSuch: (Int) -> Bool) {
        var kept: [Int] = []
        for pair in present {
            if isSuch(counts[pair]) {
                counts[pair] = 0
                isPresent[pair] = false
            } else {
                kept.append(pair)
            }
        }
        present = kept
    }

    private mutating func makePresent(_ pair: Int) {
        if pair >= counts.count {
            let missing = pair + 1 - counts.count
            counts += [Int](repeating: 0, count: missing)
            isPresent += [Bool](repeating: false, count: missing)
        }
        if !isPresent[pair] {
            isPresent[pair] = true
            present.append(pair)
        }
    }
}
