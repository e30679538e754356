#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What is known of the terminal behind a file descriptor.
enum Terminal {
    private static let usualColumns = 80

    /// A live line if the descriptor is a terminal that can rewrite a line, else plain lines.
    static func style(of descriptor: Int32) -> ProgressLine.Style {
        isatty(descriptor) == 1 && !isDumb ? .live : .plain
    }

    /// How wide it is now.
    static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return isKnown ? Int(size.ws_col) : usualColumns
    }

    /// Whether the terminal calls itself one that cannot move its cursor.
    private static var isDumb: Bool {
        guard let name = getenv("TERM") else { return true }
        return String(cString: name) == "dumb"
    }
}
