import Seq2SeqSettings

/// A model file and how much the model's opinion counts: `lm.safetensors:0.2`.
package struct WeightedModel: Hashable, Sendable, CustomStringConvertible {
    let path: String
    let weight: Double

    /// Nil for a text that does not name both.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex else { return nil }
        guard let weight = Double(text[text.index(after: colon)...]), weight > 0, weight <= 1000 else { return nil }
        path = String(text[..<colon])
        self.weight = weight
    }

    package var description: String { "\(path):\(weight)" }
}

extension SettingKind<WeightedModel> {
    /// A file, a colon and a number.
    static var weightedModel: Self {
        .text(
            "MODEL:WEIGHT", expected: "a model file, a colon and a number above 0 and up to 1000", hints: .files,
            parse: { WeightedModel($0) }, write: { "\($0)" })
    }
}
