import Foundation

/// Numbers as people read them.
enum Figure {
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

    /// `12.34 %`
    static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

    /// `37.52`, as sacreBLEU writes scores
    static func score(_ value: Double) -> String { String(format: "%.2f", value) }

    /// `0.0123`
    static func probability(_ value: Double) -> String { String(format: "%.4f", value) }

    /// `5`, `5–6` or `10,001 or more`
    static func range(_ range: ClosedRange<Int>) -> String {
        let low = grouped(range.lowerBound)
        if range.upperBound == .max { return low + " or more" }
        return range.lowerBound == range.upperBound ? low : low + "–" + grouped(range.upperBound)
    }

    /// `12,345`
    static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `1 step`, `12,345 steps`
    static func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

    /// `2h05m`, `3m20s` or `12s`
    static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "?" }
        let whole = Int(seconds.rounded())
        if whole >= 3600 { return String(format: "%dh%02dm", whole / 3600, whole % 3600 / 60) }
        if whole >= 60 { return String(format: "%dm%02ds", whole / 60, whole % 60) }
        return "\(whole)s"
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
