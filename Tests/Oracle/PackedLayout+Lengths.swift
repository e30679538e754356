import Seq2SeqTensors

extension PackedLayout {
    /// The layout of rows of these lengths, the longest first.
    package init(lengths: [Int]) {
        precondition(zip(lengths, lengths.dropFirst()).allSatisfy { $0 >= $1 }, "Lengths must not rise: \(lengths)")
        self.init(activeRows: (0..<(lengths.first ?? 0)).map { step in lengths.count { $0 > step } })
    }

    /// The length of each row.
    package var lengths: [Int] {
        (0..<batch).map { row in activeRows.count { $0 > row } }
    }

    /// The rows of a packed matrix, sequence by sequence.
    package func unpack<Element>(_ packed: [Element]) -> [[Element]] {
        lengths.enumerated().map { row, length in (0..<length).map { packed[offsets[$0] + row] } }
    }

    /// What stands at each step of each sequence, packed.
    package func pack<Element>(_ sequences: [[Element]]) -> [Element] {
        (0..<time).flatMap { step in (0..<activeRows[step]).map { sequences[$0][step] } }
    }
}
