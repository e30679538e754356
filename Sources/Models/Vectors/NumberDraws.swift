import Seq2SeqLayers
import Seq2SeqRandomness
import Seq2SeqTensors

/// Draws numbers from what a model says of them. A draw is a function of the seed, the row, the way, the time and the
/// feature.
package struct NumberDraws {
    private let distribution: OutputDistribution
    private let features: Int
    private let seed: UInt64

    /// The stream of the first way: "draw" in ASCII, so that it meets no other stream of the same seed.
    private static let firstStream: UInt64 = 0x6472_6177 << 32

    init(_ distribution: OutputDistribution, features: Int, seed: UInt64) {
        self.distribution = distribution
        self.features = features
        self.seed = seed
    }

    /// The numbers that are drawn, in the model's units.
    ///
    /// - Parameters:
    ///   - columns: what the output layer says.
    ///   - deviations: gives those that numbers of the output layer stand for.
    func numbers(
        _ columns: [Float], row: Int, way: Int, time: Int, deviations: ([Float]) -> [Float]
    ) -> [Float] {
        let width = distribution.width
        return (0..<features).map { feature in
            let said = Array(columns[feature * width..<(feature + 1) * width])
            let words = RandomSource.block(
                at: UInt64(row) << 32 | UInt64(time * features + feature), seed: seed,
                stream: Self.firstStream + UInt64(way))
            // Between 0 and 1, neither of which it is.
            let share = (Double(words[0]) + 0.5) * 0x1p-32
            switch distribution {
            case .point: return said[0]
            case .gaussian: return said[0] + deviations([said[1]])[0] * Float(Self.normalQuantile(share))
            case .quantiles(let shares): return Self.between(said.sorted(), shares, at: share)
            }
        }
    }

    /// The number at a share, on straight lines between quantiles.
    private static func between(_ values: [Float], _ shares: [Double], at share: Double) -> Float {
        guard let above = shares.firstIndex(where: { $0 >= share }) else { return values[values.count - 1] }
        guard above > 0 else { return values[0] }
        let part = (share - shares[above - 1]) / (shares[above] - shares[above - 1])
        return values[above - 1] + Float(part) * (values[above] - values[above - 1])
    }

    /// The number below which a standard normal one is with a probability (Wichura 1988, algorithm AS 241, PPND7, with an
    /// error below one part in 10^7).
    package static func normalQuantile(_ share: Double) -> Double {
        func ratio(_ x: Double, _ over: [Double], _ under: [Double]) -> Double {
            over.reversed().reduce(0) { $0 * x + $1 } / under.reversed().reduce(0) { $0 * x + $1 }
        }
        let distance = share - 0.5
        if abs(distance) <= 0.425 {
            return distance
                * ratio(
                    0.180625 - distance * distance,
                    [3.3871327179, 50.434271938, 159.29113202, 59.109374720],
                    [1, 17.895169469, 78.757757664, 67.187563600])
        }
        let tail = (-PortableMath.logarithm(distance < 0 ? share : 1 - share)).squareRoot()
        let size =
            tail <= 5
            ? ratio(
                tail - 1.6, [1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103],
                [1, 0.73700164250, 0.12021132975])
            : ratio(
                tail - 5, [6.6579051150, 3.0812263860, 0.42868294337, 0.017337203997],
                [1, 0.24197894225, 0.012258202635])
        return distance < 0 ? -size : size
    }
}
