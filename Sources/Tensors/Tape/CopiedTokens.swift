/// What copying from sources can say: the tokens that stand in them, as ids of a vocabulary that goes on for each
/// source with those that it lacks.
package struct CopiedTokens: Sendable {
    /// For each source its ids, each once, in the order in which they first stand there.
    let ids: [[Int32]]
    /// For each token of each source the place of its id among them.
    let places: [[Int]]
    /// How many ids the vocabulary must have at least to hold all of them.
    package let reach: Int

    /// - Parameter sources: for each source the ids of its tokens, in their order.
    package init(_ sources: [[Int32]]) {
        var (ids, places): ([[Int32]], [[Int]]) = ([], [])
        for source in sources {
            var found: [Int32: Int] = [:]
            var own: [Int32] = []
            places.append(
                source.map { id in
                    if let place = found[id] { return place }
                    found[id] = own.count
                    own.append(id)
                    return own.count - 1
                })
            ids.append(own)
        }
        self.ids = ids
        self.places = places
        reach = ids.lazy.flatMap { $0 }.max().map { Int($0) + 1 } ?? 0
    }
}
