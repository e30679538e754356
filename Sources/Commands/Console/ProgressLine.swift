/// A line that tells how far the work is: rewritten in place on a terminal, a new line from time to time elsewhere.
package struct ProgressLine {
    /// How progress is shown.
    package enum Style: Equatable, Sendable {
        /// One line that is rewritten, cut to the terminal's width.
        case live(columns: Int)

        /// Lines that stay.
        case plain

        /// Not at all, messages included.
        case silent

        /// How long a line stays before another is shown.
        var interval: Duration { self == .plain ? .seconds(5) : .milliseconds(100) }
    }

    private let style: Style
    private let write: (String) -> Void
    private var lastShown: ContinuousClock.Instant?
    private var isLineOpen = false

    private static let lineStart = "\r\u{1B}[K"

    /// A line in a style that is written piece by piece.
    package init(style: Style, write: @escaping (String) -> Void) {
        self.style = style
        self.write = write
    }

    /// Shows how far the work is, unless it was shown a moment ago; then the text is not even made.
    package mutating func show(_ text: @autoclosure () -> String, at now: ContinuousClock.Instant = .now) {
        if let lastShown, now - lastShown < style.interval { return }
        lastShown = now
        switch style {
        case .live(let columns):
            // The last column stays free: some terminals move to the next line when it is filled.
            write(Self.lineStart + text().prefix(columns - 1))
            isLineOpen = true
        case .plain: write(text() + "\n")
        case .silent: break
        }
    }

    /// Writes a line that stays, above the live line.
    package mutating func note(_ line: String) {
        if style == .silent { return }
        write((isLineOpen ? Self.lineStart : "") + line + "\n")
        isLineOpen = false
        lastShown = nil
    }

    /// Takes the live line away; what was noted stays.
    package mutating func finish() {
        if isLineOpen { write(Self.lineStart) }
        isLineOpen = false
    }
}
