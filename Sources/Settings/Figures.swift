import Foundation

/// Numbers as people read them.
package enum Figures {
    /// `12.34 %`
    package static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

    /// `37.52`, as sacreBLEU writes scores
    package static func score(_ value: Double) -> String { String(format: "%.2f", value) }

    /// `12,345`
    package static func grouped(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "−" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `1 step`, `12,345 steps`
    package static func counted(_ count: Int, _ noun: String) -> String {
        "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
    }

    /// `2h05m`, `3m20s` or `12s`
    package static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "?" }
        let whole = Int(seconds.rounded())
        if whole >= 3600 { return String(format: "%dh%02dm", whole / 3600, whole % 3600 / 60) }
        if whole >= 60 { return String(format: "%dm%02ds", whole / 60, whole % 60) }
        return "\(whole)s"
    }
}
