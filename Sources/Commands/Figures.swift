import Foundation

/// Numbers as people read them.
enum Figures {
    /// `12.34 %`
    static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }

    /// `37.52`, as sacreBLEU writes scores
    static func score(_ value: Double) -> String { String(format: "%.2f", value) }

    /// Four decimals, or more of a small number.
    static func loss(_ value: Double) -> String { String(format: abs(value) < 0.001 ? "%.2e" : "%.4f", value) }

    /// Three significant digits: `0.00398`.
    static func short(_ value: Double) -> String { String(format: "%.3g", value) }

    /// `12,345`
    static func grouped(_ value: Int) -> String {
        var digits = String(abs(value))
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits[...]] + groups).joined(separator: ",")
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

    /// `12.3 MiB`, or `1.2 GiB` from there on
    static func size(bytes: Int) -> String {
        let mebibytes = Double(bytes) / 0x1p20
        return mebibytes < 1024
            ? String(format: "%.1f MiB", mebibytes) : String(format: "%.1f GiB", mebibytes / 1024)
    }
}
