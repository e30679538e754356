import Seq2SeqText

/// Where two texts differ, aligned by the fewest edits.
public struct TextDifference: Sendable, Hashable {
    /// A piece of a text.
    public struct Piece: Sendable, Hashable {
        /// The piece.
        public let text: String
        /// Whether the other text has it too.
        public let isCommon: Bool
    }

    /// The reference, piece by piece.
    public private(set) var reference: [Piece]
    /// The hypothesis, piece by piece.
    public private(set) var hypothesis: [Piece]
    /// The edits that turn one into the other.
    public let editCount: Int
    /// The units of the reference.
    public let referenceUnitCount: Int

    /// Compares two texts.
    ///
    /// - Parameters:
    ///   - reference: What should have been said.
    ///   - hypothesis: What was said.
    ///   - unit: What is aligned; pieces of several words have a blank between them.
    public init(reference: String, hypothesis: String, unit: TextUnit) {
        let (expected, found) = (unit.units(of: reference), unit.units(of: hypothesis))
        let edits = NumberedPair(reference: expected, hypothesis: found).edits
        editCount = edits.count
        referenceUnitCount = expected.count
        let (missing, added) = (Set(edits.compactMap(\.reference)), Set(edits.compactMap(\.hypothesis)))
        self.reference = Self.pieces(expected, without: missing, unit)
        self.hypothesis = Self.pieces(found, without: added, unit)
    }

    /// Units put together as long as they are alike.
    private static func pieces(_ units: [String], without edited: Set<Int>, _ unit: TextUnit) -> [Piece] {
        var pieces: [Piece] = []
        var start = 0
        while start < units.count {
            let isCommon = !edited.contains(start)
            let end = (start..<units.count).first { edited.contains($0) == isCommon } ?? units.count
            pieces.append(
                Piece(text: units[start..<end].joined(separator: unit == .words ? " " : ""), isCommon: isCommon))
            start = end
        }
        return pieces
    }
}
