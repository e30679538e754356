import Seq2SeqSettings

/// Which steps of a batch are there; a masked step is not.
///
/// ```swift
/// let mask = Mask(lengths: [3, 1], time: 4)
/// print(mask.steps, mask[1, 0])
/// ```
public struct Mask: Sendable, Hashable {
    /// How many rows there are.
    public let batch: Int
    /// How many steps every row has, masked ones included.
    public let time: Int
    /// Whether each step is there, row by row. `[batch, time]`
    public let elements: [Bool]

    /// A mask of these elements. `[batch, time]`
    public init(batch: Int, time: Int, elements: [Bool]) {
        require(
            elements.count == batch * time, "A mask [\(batch), \(time)] does not hold \(elements.count) elements")
        self.batch = batch
        self.time = time
        self.elements = elements
    }

    /// The mask of rows of these lengths, padded to a common one on one side.
    public init(lengths: [Int], time: Int? = nil, side: Padding.Side = .back) {
        let time = time ?? lengths.max() ?? 0
        let elements = lengths.flatMap { length in
            require(0 <= length && length <= time, "A length must be in 0...\(time), but is \(length)")
            let steps = side == .back ? 0..<length : time - length..<time
            return (0..<time).map(steps.contains)
        }
        self.init(batch: lengths.count, time: time, elements: elements)
    }

    /// The mask of ids: an id that stands for padding is masked wherever it is. `[batch, time]`
    public init(ids: [[Int32]], padding: Int32 = 0) {
        let time = ids.first?.count ?? 0
        require(ids.allSatisfy { $0.count == time }, "Every row must have \(time) ids")
        self.init(batch: ids.count, time: time, elements: ids.joined().map { $0 != padding })
    }

    /// The mask of vectors: a step whose features all have the padding's value is masked. `[batch, time, features]`
    public init(values: [[[Float]]], padding: Float) {
        let time = values.first?.count ?? 0
        require(values.allSatisfy { $0.count == time }, "Every row must have \(time) steps")
        self.init(
            batch: values.count, time: time,
            elements: values.joined().map { step in !step.allSatisfy { $0 == padding } })
    }

    /// Whether a step of a row is there.
    public subscript(row: Int, step: Int) -> Bool { elements[row * time + step] }

    /// How many steps of each row are there.
    public var lengths: [Int] { steps.map(\.count) }

    /// The steps of each row that are there, ascending.
    public var steps: [[Int]] {
        (0..<batch).map { row in (0..<time).filter { self[row, $0] } }
    }

    /// Some of the rows.
    func selecting(_ rows: [Int]) -> Mask {
        Mask(batch: rows.count, time: time, elements: rows.flatMap { elements[$0 * time..<($0 + 1) * time] })
    }
}
