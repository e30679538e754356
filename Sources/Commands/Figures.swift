import Foundation
import Seq2Seq

// Numbers in messages.

extension Figures {
    /// Four decimals, or more of a small number.
    static func loss(_ value: Double) -> String { String(format: abs(value) < 0.001 ? "%.2e" : "%.4f", value) }

    /// Three significant digits: `0.00398`.
    static func short(_ value: Double) -> String { String(format: "%.3g", value) }

    /// `12.3 MiB`, or `1.2 GiB` from there on
    static func size(bytes: Int) -> String {
        let mebibytes = Double(bytes) / 0x1p20
        return mebibytes < 1024
            ? String(format: "%.1f MiB", mebibytes) : String(format: "%.1f GiB", mebibytes / 1024)
    }
}
