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

    /// How a text is put for what is behind the descriptor: on a terminal that does not show UTF-8, other characters than
    /// ASCII's are spelled out.
    static func spelling(of descriptor: Int32) -> (String) -> String {
        isatty(descriptor) == 0 || showsUTF8 ? { $0 } : { $0.asciiSpelling }
    }

    /// Whether terminals show UTF-8: not if the locale names another encoding, or the one that has none.
    private static var showsUTF8: Bool {
        for variable in ["LC_ALL", "LC_CTYPE", "LANG"] {
            guard let value = getenv(variable), value.pointee != 0 else { continue }
            let locale = String(cString: value).lowercased()
            return locale.contains("utf-8") || locale.contains("utf8")
        }
        // Where nobody has said anything, as in many containers, the terminal is as those of today are.
        return true
    }

    /// Whether the terminal calls itself one that cannot move its cursor.
    private static var isDumb: Bool {
        guard let name = getenv("TERM") else { return true }
        return String(cString: name) == "dumb"
    }
}

extension String {
    /// The text with all but ASCII spelled out: `caf\u{E9}`.
    package var asciiSpelling: String {
        unicodeScalars.allSatisfy(\.isASCII)
            ? self : unicodeScalars.reduce(into: "") { $0 += $1.isASCII ? String($1) : $1.escaped(asASCII: true) }
    }
}
