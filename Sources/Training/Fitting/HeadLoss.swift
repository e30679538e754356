import Seq2SeqLayers
import Seq2SeqSettings

/// The loss of one of several outputs.
public struct HeadLoss: Sendable, Hashable {
    /// The loss.
    public let loss: SequenceLoss
    /// What its mean is multiplied by.
    public let weight: Double
}

extension SequenceLoss {
    /// The losses of the outputs of a ``BranchedModel``: what is made small is the sum of their means, each times its
    /// weight, as with Keras's `loss_weights`.
    ///
    /// ```swift
    /// let loss = SequenceLoss.several([.meanSquaredError, .categoricalCrossEntropy], weights: [1, 0.5])
    /// ```
    ///
    /// - Parameters:
    ///   - losses: one for each output.
    ///   - weights: one for each loss, not negative; nil if each counts once.
    public static func several(_ losses: [SequenceLoss], weights: [Double]? = nil) -> SequenceLoss {
        let weights = weights ?? losses.map { _ in 1 }
        require(weights.count == losses.count, "\(weights.count) weights do not fit \(losses.count) losses")
        for weight in weights {
            require(weight >= 0 && weight.isFinite, "The weight of a loss must not be negative, but is \(weight)")
        }
        return .heads(zip(losses, weights).map { HeadLoss(loss: $0, weight: $1) })
    }

    /// The losses of so many outputs.
    ///
    /// - Throws: if there are others.
    func heads(_ count: Int) throws(SequentialError) -> [HeadLoss] {
        guard case .heads(let heads) = self else {
            throw .lastLayer(loss: rawValue, expected: "one output", found: "\(count) of them")
        }
        guard heads.count == count else {
            throw .lastLayer(loss: rawValue, expected: "\(heads.count) outputs", found: "\(count) of them")
        }
        return heads
    }
}

extension AlignedOutputs {
    /// That several losses do not go with one output.
    func mismatch(of losses: Int) -> SequentialError {
        .lastLayer(loss: "of several outputs", expected: "\(losses) outputs", found: "one")
    }
}
