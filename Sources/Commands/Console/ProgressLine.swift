/// A line that tells how far the work is: rewritten in place on a terminal, a new line from time to time elsewhere.
package struct ProgressLine {
    /// How progress is shown.
    package enum Style: Equatable, Sendable {
        /// One line that is rewritten.
        case live

        /// Lines that stay.
        case plain

        /// Not at all, messages included.
        case silent

        /// How long a line stays before another is shown.
        var interval: Duration { self == .plain ? .seconds(5) : .milliseconds(100) }
    }

    private let style: Style
    private let columns: () -> Int
    private let spelling: (String) -> String
    private let write: (String) -> Void
    private var lastShown: ContinuousClock.Instant?
    /// How many columns of the live line are on the screen.
    private var shownCount = 0

    private static let separator = "  "
    private static let indentation = "    "

    /// A line in a style that is written piece by piece.
    ///
    /// - Parameters:
    ///   - columns: how wide the terminal is now; asked each time, as people change it.
    ///   - spelling: how a text is put for the terminal, which may not know all characters.
    package init(
        style: Style, columns: @escaping () -> Int, spelling: @escaping (String) -> String = { $0 },
        write: @escaping (String) -> Void
    ) {
        self.style = style
        self.columns = columns
        self.spelling = spelling
        self.write = write
    }

    /// Shows how far the work is, unless it was shown a moment ago; then the text is not even made. Of a live line those
    /// parts are shown that matter most and that the terminal has room for.
    package mutating func show(
        _ parts: @autoclosure () -> [ProgressPart], at now: ContinuousClock.Instant = .now
    ) {
        if let lastShown, now - lastShown < style.interval { return }
        lastShown = now
        switch style {
        case .live:
            // The last column stays free: some terminals move to the next line when it is filled.
            let room = max(0, columns() - 1)
            let parts = parts().map { ProgressPart(spelling($0.text), $0.weight) }
            let line = ProgressPart.fitting(parts, columns: room, separator: Self.separator)
                .joined(separator: Self.separator).prefix(columns: room)
            write(removal + line)
            shownCount = line.columnCount
        case .plain:
            let line = parts().filter { $0.weight > .extra && !$0.text.isEmpty }.map(\.text)
            write(spelling(line.joined(separator: Self.separator)) + "\n")
        case .silent: break
        }
    }

    /// Writes a line that stays, above the live line.
    package mutating func note(_ line: String) { note([line]) }

    /// Writes a line of several parts that stays, above the live line. On a terminal that is narrower it goes on below,
    /// indented.
    ///
    /// - Parameter isIndented: whether the line itself is indented, and what is below it twice.
    package mutating func note(_ parts: [String], isIndented: Bool = false) {
        if style == .silent { return }
        let first = isIndented ? Self.indentation : ""
        let parts = parts.filter { !$0.isEmpty }.map(spelling)
        let lines =
            style == .live
            ? Self.lines(of: parts, columns: columns(), indentation: first)
            : [first + parts.joined(separator: Self.separator)]
        write(removal + lines.map { $0 + "\n" }.joined())
        shownCount = 0
        lastShown = nil
    }

    /// What writes a line that stays at any time, even while another line is shown; nil if nothing is to be shown.
    package func interruption(_ line: String) -> String? {
        switch style {
        case .live: "\r\u{1B}[K\(line)\n"
        case .plain: line + "\n"
        case .silent: nil
        }
    }

    /// Takes the live line away; what was noted stays.
    package mutating func finish() {
        if shownCount > 0 { write(removal) }
        shownCount = 0
    }

    /// What takes the live line from the screen, also if the terminal has become narrower and broken it.
    private var removal: String {
        if shownCount == 0 { return "" }
        let rowsAbove = (shownCount - 1) / max(1, columns())
        return rowsAbove == 0 ? "\r\u{1B}[K" : "\r\u{1B}[\(rowsAbove)A\u{1B}[J"
    }

    /// The parts side by side, as many on each line as there is room for. A part that is longer than a line goes on
    /// below, so that no terminal breaks it at a place of its own.
    private static func lines(of parts: [String], columns: Int, indentation first: String) -> [String] {
        let below = first + indentation
        var lines = [first]
        var room = columns - first.count
        var isLineEmpty = true
        for part in parts {
            let needed = part.columnCount + (isLineEmpty ? 0 : separator.count)
            if needed <= room {
                lines[lines.count - 1] += (isLineEmpty ? "" : separator) + part
                room -= needed
            } else {
                let start = isLineEmpty ? first : below
                if isLineEmpty { lines.removeLast() }
                // What is below has less room, and a text is broken the same everywhere.
                let words = isLineEmpty ? part[...] : part.drop { $0 == " " }
                let pieces = words.pieces(columns: max(1, columns - below.count))
                for (index, piece) in pieces.enumerated() { lines.append((index == 0 ? start : below) + piece) }
                room = columns - below.count - (pieces.last?.columnCount ?? 0)
            }
            isLineEmpty = false
        }
        return lines
    }
}
