/// A part of the line that tells how far the work is.
package struct ProgressPart: Sendable, Equatable {
    /// What matters most stays longest where there is little room.
    package enum Weight: Int, Sendable, Comparable {
        /// For wide terminals alone; in files it would be read again and again.
        case extra
        case low
        case medium
        case high
        case highest

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let text: String
    let weight: Weight

    package init(_ text: String, _ weight: Weight = .medium) {
        self.text = text
        self.weight = weight
    }

    /// The parts that have room side by side, in their order. Of equal ones the first stays longest.
    static func fitting(_ parts: [ProgressPart], columns: Int, separator: String) -> [String] {
        var room = columns
        var kept: Set<Int> = []
        let byWeight = parts.indices.sorted { (parts[$1].weight, $0) < (parts[$0].weight, $1) }
        for index in byWeight where !parts[index].text.isEmpty {
            room -= parts[index].text.columnCount + (kept.isEmpty ? 0 : separator.count)
            // What is less than something that has no room would come and go.
            if room < 0 && !kept.isEmpty { break }
            kept.insert(index)
        }
        return parts.indices.filter(kept.contains).map { parts[$0].text }
    }
}
