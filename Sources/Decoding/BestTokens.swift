extension UnsafeBufferPointer<Float> {
    /// The ids of the greatest log probabilities, the greatest first, of equal ones the lowest id first. Minus infinity
    /// and NaN are left out.
    func bestTokens(_ wanted: Int) -> [Int32] {
        if wanted >= count / 4 { return Array(allTokens.prefix(wanted)) }
        var best: [Int32] = []
        best.reserveCapacity(wanted + 1)
        var bound = -Float.infinity
        for index in indices where self[index] > bound {
            let value = self[index]
            var place = best.count
            while place > 0 && self[Int(best[place - 1])] < value { place -= 1 }
            best.insert(Int32(index), at: place)
            if best.count > wanted { best.removeLast() }
            if best.count == wanted { bound = self[Int(best[wanted - 1])] }
        }
        return best
    }

    /// All of them; the sort is stable, so equal ones stay in the order of their ids.
    private var allTokens: [Int32] {
        let tokens = (0..<Int32(count)).filter { self[Int($0)] > -Float.infinity }
        return tokens.sorted { left, right in self[Int(left)] > self[Int(right)] }
    }
}
