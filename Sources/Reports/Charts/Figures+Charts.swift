import Foundation
import Seq2SeqSettings

// Numbers in pictures and on pages.

extension Figures {
    /// A number with as many digits as steps of a size need.
    static func short(_ value: Double, step: Double) -> String {
        guard value.isFinite else { return "–" }
        if value == 0 || abs(value) < step * 1e-6 { return "0" }
        if abs(value) < 1e-4 || abs(value) >= 1e9 { return trimmed(String(format: "%.2e", value)) }
        if abs(value) >= 1e6 { return trimmed(String(format: "%.2f", value / 1e6)) + "M" }
        if abs(value) >= 1e4 { return trimmed(String(format: "%.1f", value / 1e3)) + "k" }
        let decimals = max(0, min(6, Int((-log10(step) - 1e-9).rounded(.up))))
        return decimals == 0 ? grouped(Int(value.rounded())) : String(format: "%.\(decimals)f", value)
    }

    /// A number with about four digits that count.
    static func value(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : value < 0 ? "−∞" : "∞" }
        if value != 0 && (abs(value) < 1e-3 || abs(value) >= 1e9) { return String(format: "%.2e", value) }
        if abs(value) >= 1000 { return grouped(Int(value.rounded())) }
        return String(format: abs(value) >= 100 ? "%.1f" : abs(value) >= 10 ? "%.2f" : "%.4f", value)
    }

    /// `0.0123`
    static func probability(_ value: Double) -> String { String(format: "%.4f", value) }

    /// `5`, `5–6` or `10,001 or more`
    static func range(_ range: ClosedRange<Int>) -> String {
        let low = grouped(range.lowerBound)
        if range.upperBound == .max { return low + " or more" }
        return range.lowerBound == range.upperBound ? low : low + "–" + grouped(range.upperBound)
    }

    /// A length in a picture, in hundredths.
    static func length(_ value: Double) -> String { trimmed(String(format: "%.2f", value)) }

    /// A number without zeros at its end.
    private static func trimmed(_ text: String) -> String {
        guard text.contains("."), !text.contains("e") else {
            return text.replacing(".00e", with: "e").replacing("0e", with: "e")
        }
        var text = text[...]
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text == "-0" ? "0" : String(text)
    }
}
