import Seq2SeqSettings

/// The tokens that the targets of one source can be made of: the first of a vocabulary, which every source has, and
/// others of its own.
public struct TokenList: Sendable, Hashable {
    /// How many of the first ids are on it.
    public let commonCount: Int
    /// The ids beyond those, in ascending order and each once.
    public let ownIDs: [Int32]

    /// A list.
    ///
    /// - Parameters:
    ///   - commonCount: how many of the first ids are on it.
    ///   - ids: others, in any order and as often as they come; those that are among the first are passed over.
    public init(commonCount: Int, adding ids: [Int32]) {
        require(commonCount >= 0, "A list has no fewer than 0 of the first ids, but this one \(commonCount)")
        self.commonCount = commonCount
        var own: [Int32] = []
        for id in ids.sorted() where Int(id) >= commonCount && id != own.last { own.append(id) }
        ownIDs = own
    }

    /// How many tokens are on it.
    public var count: Int { commonCount + ownIDs.count }

    /// The token of a column: in ascending order.
    package func id(at column: Int) -> Int32 {
        column < commonCount ? Int32(column) : ownIDs[column - commonCount]
    }

    /// The column of a token; nil if it is not on the list.
    package func column(of id: Int32) -> Int? {
        if Int(id) < commonCount { return id < 0 ? nil : Int(id) }
        let place = ownCount(below: id)
        return place < ownIDs.count && ownIDs[place] == id ? commonCount + place : nil
    }

    /// How many of its own ids are below one.
    package func ownCount(below id: Int32) -> Int {
        var (low, high) = (0, ownIDs.count)
        while low < high {
            let middle = (low + high) / 2
            if ownIDs[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
