// Text as Python takes it, since the scores that papers report are those of a Python program.

extension Unicode.Scalar {
    /// Whether Python takes the scalar for white space, and so sacreBLEU too: besides what has the property
    /// White_Space there are the four information separators.
    var isPythonWhiteSpace: Bool {
        value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) || (0x1C...0x1F).contains(value) : isWhiteSpace
    }

    /// Whether Python's `string.punctuation` has the scalar.
    var isPythonPunctuation: Bool {
        switch self {
        case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
        default: false
        }
    }
}

extension Collection<Unicode.Scalar> {
    /// Whatever stands between white space, as Python's `split` finds it.
    var pythonWords: [SubSequence] { split(whereSeparator: \.isPythonWhiteSpace) }
}

extension BidirectionalCollection<Unicode.Scalar> {
    /// The scalars without the white space at their end, as Python's `rstrip` leaves them.
    var droppingTrailingPythonWhiteSpace: SubSequence {
        guard let last = lastIndex(where: { !$0.isPythonWhiteSpace }) else { return self[startIndex..<startIndex] }
        return self[...last]
    }
}

extension Array<Unicode.Scalar> {
    /// The scalars in lower case, as Python's `lower` makes them: by Unicode's full mapping, with the sigma that ends
    /// a word (Unicode Standard, section 3.13, condition Final_Sigma).
    var pythonLowercase: [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(count)
        for (place, scalar) in enumerated() {
            switch scalar {
            case "A"..."Z": result.append(Unicode.Scalar(UInt8(scalar.value) + 0x20))
            case "\0"..."\u{7F}": result.append(scalar)
            case "\u{3A3}": result.append(isEndOfWord(at: place) ? "\u{3C2}" : "\u{3C3}")
            default: result += scalar.properties.lowercaseMapping.unicodeScalars
            }
        }
        return result
    }

    /// Whether a letter stands before the place but none after it, marks and the like left aside.
    private func isEndOfWord(at place: Int) -> Bool {
        let before = self[..<place].last { !$0.properties.isCaseIgnorable }
        let after = self[(place + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
