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
    private let write: (String) -> Void
    private var lastShown: ContinuousClock.Instant?
    /// How many columns of the live line are on the screen.
    private var shownCount = 0

    private static let separator = "  "
    private static let indentation = "    "

    /// A line in a style that is written piece by piece.
    ///
    /// - Parameter columns: how wide the terminal is now; asked each time, as people change it.
    package init(style: Style, columns: @escaping () -> Int, write: @escaping (String) -> Void) {
        self.style = style
        self.columns = columns
        self.write = write
    }

    /// Shows how far the work is, unless it was shown a moment ago; then the text is not even made. Of a live line as
    /// many parts are shown as the terminal has room for.
    package mutating func show(_ parts: @autoclosure () -> [String], at now: ContinuousClock.Instant = .now) {
        if let lastShown, now - lastShown < style.interval { return }
        lastShown = now
        switch style {
        case .live:
            // The last column stays free: some terminals move to the next line when it is filled.
            let room = max(0, columns() - 1)
            let line = String((Self.lines(of: parts(), columns: room).first ?? "").prefix(room))
            write(removal + line)
            shownCount = line.count
        case .plain: write(parts().joined(separator: Self.separator) + "\n")
        case .silent: break
        }
    }

    /// Writes a line that stays, above the live line.
    package mutating func note(_ line: String) { note([line]) }

    /// Writes a line of several parts that stays, above the live line. On a terminal that is narrower it goes on below,
    /// indented.
    package mutating func note(_ parts: [String]) {
        if style == .silent { return }
        let lines =
            style == .live
            ? Self.lines(of: parts, columns: columns()).joined(separator: "\n" + Self.indentation)
            : parts.joined(separator: Self.separator)
        write(removal + lines + "\n")
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

    /// The parts side by side, as many on each line as there is room for.
    private static func lines(of parts: [String], columns: Int) -> [String] {
        var lines: [String] = []
        var room = 0
        for part in parts where !part.isEmpty {
            room -= separator.count + part.count
            if let last = lines.last, room >= 0 {
                lines[lines.count - 1] = last + separator + part
            } else {
                room = columns - part.count - (lines.isEmpty ? 0 : indentation.count)
                lines.append(part)
            }
        }
        return lines
    }
}
