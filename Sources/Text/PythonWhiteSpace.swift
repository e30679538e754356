extension Unicode.Scalar {
    /// Whether Python takes the scalar for white space, and so sacreBLEU too: besides what has the property
    /// White_Space there are the four information separators.
    var isPythonWhiteSpace: Bool {
        isWhiteSpace || (0x1C...0x1F).contains(value)
    }
}

extension String {
    /// Whatever stands between white space, as Python's `split` finds it.
    var pythonWords: [String] {
        unicodeScalars.split(whereSeparator: \.isPythonWhiteSpace).map { String($0) }
    }

    /// The text without the white space at its end, as Python's `rstrip` leaves it.
    var droppingTrailingPythonWhiteSpace: String {
        var scalars = Substring(self).unicodeScalars
        while let last = scalars.last, last.isPythonWhiteSpace { scalars.removeLast() }
        return String(scalars)
    }
}
