import Seq2SeqSettings

/// How rows of unequal lengths become a rectangle.
///
/// ```swift
/// let padding = Padding(side: .front, to: .multiple(of: 4))
/// print(padding.time(ofLengths: [3, 6]))
/// ```
public struct Padding: Sendable, Hashable {
    /// An end of a row.
    public enum Side: String, Sendable, Codable, CaseIterable {
        /// Before the first step.
        case front
        /// After the last step.
        case back
    }

    /// The length of all rows.
    public enum Length: Sendable, Hashable {
        /// The length of the longest row.
        case longest
        /// This length; longer rows are cut.
        case exactly(Int)
        /// The length of the longest row, rounded up to a multiple of this number.
        case multiple(of: Int)
    }

    /// Where short rows are filled up.
    public var side: Side
    /// The length of all rows.
    public var length: Length
    /// Where long rows are cut.
    public var cutting: Side

    /// How to pad, and how to cut.
    public init(side: Side = .back, to length: Length = .longest, cutting: Side = .back) {
        self.side = side
        self.length = length
        self.cutting = cutting
    }

    /// The length that rows of these lengths get.
    public func time(ofLengths lengths: [Int]) -> Int {
        let longest = lengths.max() ?? 0
        switch length {
        case .longest: return longest
        case .exactly(let time):
            require(time >= 0, "A length must not be negative, but is \(time)")
            return time
        case .multiple(let step):
            require(step > 0, "A multiple must be of a positive number, but is of \(step)")
            return (longest + step - 1) / step * step
        }
    }

    /// What is kept of a row, and the step at which it then starts.
    func place(ofLength length: Int, time: Int) -> (kept: Range<Int>, start: Int) {
        let count = min(length, time)
        let first = cutting == .front ? length - count : 0
        return (first..<first + count, side == .front ? time - count : 0)
    }

    /// The rows as a rectangle.
    func pad<Element>(_ rows: [[Element]], with value: Element) -> (elements: [Element], mask: Mask) {
        let time = time(ofLengths: rows.map(\.count))
        var elements: [Element] = []
        var mask: [Bool] = []
        elements.reserveCapacity(rows.count * time)
        for row in rows {
            let (kept, start) = place(ofLength: row.count, time: time)
            elements += repeatElement(value, count: start)
            elements += row[kept]
            elements += repeatElement(value, count: time - start - kept.count)
            mask += (0..<time).map { (start..<start + kept.count).contains($0) }
        }
        return (elements, Mask(batch: rows.count, time: time, elements: mask))
    }
}
