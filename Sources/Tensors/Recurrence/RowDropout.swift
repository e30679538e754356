import Seq2SeqRandomness
import Seq2SeqSettings

/// Dropout at one place of the model, for the rows of a packed matrix.
package struct RowDropout {
    /// What a row's mask belongs to.
    package typealias Row = (pair: Int, time: Int)

    private let dropout: StepDropout
    private let place: Int
    /// For each row its pair and time.
    private let rows: [Row]

    /// - Parameter place: no two places of a model share one.
    package init(_ dropout: StepDropout, place: Int, rows: [Row]) {
        self.dropout = dropout
        self.place = place
        self.rows = rows
    }

    /// The same rows at a place further on.
    package func moved(by places: Int) -> RowDropout {
        RowDropout(dropout, place: place + places, rows: rows)
    }

    /// Some of the rows.
    package func rows(_ range: Range<Int>) -> RowDropout {
        RowDropout(dropout, place: place, rows: Array(rows[range]))
    }

    var rule: Kernels.DropoutRule { dropout.rule }

    /// Each row's key for the kernels.
    var keys: [UInt64] {
        let stream = UInt64(dropout.step) << 16 | UInt64(place)
        return rows.map { row in
            let index = UInt64(row.pair) << 24 | UInt64(row.time)
            let words = RandomSource.block(at: index, seed: dropout.seed, stream: stream)
            return UInt64(words[1]) << 32 | UInt64(words[0])
        }
    }
}

/// Dropout of one training step (Srivastava et al. 2014): which elements are dropped is a function of the seed, the
/// step, the place in the model, the pair, the time and the column, so it depends neither on the batch nor on threads.
public struct StepDropout: Sendable, Hashable {
    /// The probability that an element is dropped.
    public let rate: Float
    /// The seed of all masks.
    public let seed: UInt64
    /// The training step, which changes the masks.
    public let step: Int

    /// The dropout of one training step.
    public init(rate: Float, seed: UInt64, step: Int) {
        require((0..<1).contains(rate), "A dropout rate must be from 0 up to but not 1, but is \(rate)")
        self.rate = rate
        self.seed = seed
        self.step = step
    }

    var rule: Kernels.DropoutRule {
        Kernels.DropoutRule(threshold: UInt32(rate * 0x1p32), scale: 1 / (1 - rate))
    }
}
