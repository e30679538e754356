import Seq2SeqSettings
import Seq2SeqTensors
import Seq2SeqText

/// The log probabilities of the tokens that may come next: of all, whose column is their id, or of those on a list.
/// They can be changed.
struct TokenRow {
    /// In ascending order of the ids.
    let values: UnsafeMutableBufferPointer<Float>
    /// The tokens of the columns; nil if all have one.
    let list: TokenList?

    /// The log probability of a token; minus infinity if it is not on the list, where it cannot be set either.
    subscript(token: Int32) -> Float {
        get { column(of: token).map { values[$0] } ?? -.infinity }
        nonmutating set { if let column = column(of: token) { values[column] = newValue } }
    }

    /// Whether a token has a column.
    func contains(_ token: Int32) -> Bool { column(of: token) != nil }

    private func column(of token: Int32) -> Int? {
        if let list { return list.column(of: token) }
        return values.indices.contains(Int(token)) ? Int(token) : nil
    }

    /// The token of a column.
    func token(at column: Int32) -> Int32 { list?.id(at: Int(column)) ?? column }

    /// The tokens of the greatest log probabilities, the greatest first, of equal ones the lowest id first.
    func bestTokens(_ count: Int) -> [Int32] {
        UnsafeBufferPointer(values).bestTokens(count).map(token)
    }

    /// The most probable tokens, of equal ones the lowest id first, without padding and the begin token.
    func topTokens(_ count: Int) -> [RankedToken<Int32>] {
        bestTokens(count + 2).filter { $0 != Vocabulary.padding && $0 != Vocabulary.begin }
            .prefix(count).map { RankedToken($0, logProbability: self[$0]) }
    }

    /// Lets somebody change the log probabilities of all tokens, those that are not on the list among them, of which
    /// nothing comes. None is above 0 then.
    ///
    /// - Parameter count: how many ids there are.
    func change(ofAll count: Int, by body: (inout [Float]) -> Void) {
        var all = Array(values)
        if let list {
            all = [Float](repeating: -.infinity, count: count)
            for column in 0..<list.count { all[Int(list.id(at: column))] = values[column] }
        }
        let expected = all.count
        body(&all)
        require(all.count == expected, "A hook must leave \(expected) values, but left \(all.count)")
        for column in values.indices { values[column] = min(all[Int(token(at: Int32(column)))], 0) }
    }
}
