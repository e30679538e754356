import Seq2SeqSettings

/// What is added to a model's quantiles, in its units, so that they cover what they say: conformal calibration of each
/// quantile by itself (Romano, Patterson and Candès 2019, "Conformalized quantile regression", section 4).
public struct QuantileCalibration: Sendable, Hashable {
    /// Steps beyond the last have what that has; empty for a model that is not calibrated. `[steps][output][quantiles]`
    public internal(set) var offsets: [[[Float]]]

    init(_ offsets: [[[Float]]] = []) { self.offsets = offsets }

    /// Whether nothing is added.
    public var isEmpty: Bool { offsets.isEmpty }

    /// Quantiles of a number with what belongs to them, ascending.
    ///
    /// - Parameters:
    ///   - quantiles: ascending, in the model's units. `[quantiles]`
    ///   - step: the step that is forecast, from 0 on.
    func corrected(_ quantiles: [Float], step: Int, feature: Int) -> [Float] {
        guard let last = offsets.last else { return quantiles }
        let own = (step < offsets.count ? offsets[step] : last)[feature]
        // Each is moved by itself, so that they may have crossed (Chernozhukov, Fernández-Val and Galichon 2010).
        return zip(quantiles, own).map { $0 + $1 }.sorted()
    }

    /// Whether a model that writes so many numbers with so many quantiles can have it.
    func fits(outputSize: Int, quantiles: Int) -> Bool {
        offsets.allSatisfy { $0.count == outputSize && $0.allSatisfy { $0.count == quantiles } }
    }
}

extension SettingKind<QuantileCalibration> {
    /// Quantiles with commas, features with slashes and steps with spaces between them: `-0.5,0,0.25/1,2,3 …`; each
    /// number is written so that it comes back to the bit.
    static var calibration: Self {
        @Sendable func parts(_ text: Substring, _ separator: Character) -> [Substring] {
            text.split(separator: separator, omittingEmptySubsequences: false)
        }
        return .text(
            "OFFSET,... ...", expected: "finite numbers for each quantile, feature and step",
            parse: { text in
                if text.isEmpty { return QuantileCalibration() }
                var offsets: [[[Float]]] = []
                for step in parts(text[...], " ") {
                    var features: [[Float]] = []
                    for feature in parts(step, "/") {
                        let numbers = parts(feature, ",").map { Float($0) }
                        guard !numbers.contains(nil) else { return nil }
                        features.append(numbers.compactMap(\.self))
                    }
                    offsets.append(features)
                }
                return QuantileCalibration(offsets)
            },
            write: { calibration in
                calibration.offsets.map { features in
                    features.map { $0.map { "\($0)" }.joined(separator: ",") }.joined(separator: "/")
                }.joined(separator: " ")
            },
            contains: { $0.offsets.joined().joined().allSatisfy(\.isFinite) })
    }
}
