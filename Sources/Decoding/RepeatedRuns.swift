extension [Int32] {
    /// The tokens that would complete a run of `size` tokens which occurs already.
    func tokensThatRepeat(runsOf size: Int) -> [Int32] {
        guard count >= size else { return [] }
        let tail = suffix(size - 1)
        return (0...count - size).filter { self[$0..<$0 + size - 1].elementsEqual(tail) }.map { self[$0 + size - 1] }
    }
}
