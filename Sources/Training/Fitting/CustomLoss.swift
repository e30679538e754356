import Seq2SeqLayers
import Seq2SeqTensors

/// A loss of one's own: of each output beside its target a number, and its gradient.
///
/// ```swift
/// let huber = SequenceLoss("huber") { output, target in
///     let errors = zip(output, target).map { $0 - $1 }
///     let losses = errors.map { abs($0) < 1 ? $0 * $0 / 2 : abs($0) - 0.5 }
///     return (value: losses.reduce(0, +), gradient: errors.map { max(-1, min(1, $0)) })
/// }
/// try model.fit(x, y, loss: huber, epochs: 20)
/// ```
public struct CustomLoss: Sendable {
    /// Of an output and its target, `[features]` each, the loss and its gradient with respect to the output.
    public typealias Function =
        @Sendable (_ output: [Float], _ target: [Float]) -> (value: Float, gradient: [Float])

    /// What it is called. Two losses of one name count as the same.
    public let name: String
    let function: Function

    /// The loss of each row of the outputs; the tape's gradient is that of their sum.
    func losses(
        _ outputs: AlignedOutputs, weights: [Float]?, on tape: inout Tape
    ) throws(SequentialError) -> [Float] {
        let x = outputs.value(on: &tape)
        let values: [Float]
        switch outputs.targets {
        case .vectors(let given): values = given
        case .ids(let ids):
            try SequenceLoss.check(ids, count: x.columns)
            values = ids.flatMap { id in (0..<x.columns).map { $0 == Int(id) ? 1 : 0 } }
        }
        guard values.count == x.rows * x.columns else { throw outputs.mismatch }
        let targets = tape.constant(values, rows: x.rows, columns: x.columns).value
        return tape.rowLoss(x, targets: targets, weights: weights, function)
    }
}

extension SequenceLoss {
    /// A loss of one's own. Its mean over vectors, or over the steps that are there, is made small; weights multiply it
    /// as any other.
    ///
    /// The function must give the same for the same numbers. A loss whose function has changed needs another name, by
    /// which the checkpoint of a `fit` knows it.
    ///
    /// - Parameters:
    ///   - name: what it is called, which no other loss is.
    ///   - function: of an output, after its activation, and its target the loss and its gradient with respect to the
    ///     output, which has as many numbers as the output; a class or id as target is 1 at its place, 0 elsewhere.
    public init(_ name: String, _ function: @escaping CustomLoss.Function) {
        self = .custom(CustomLoss(name: name, function: function))
    }
}

extension SequenceLoss: RawRepresentable, CaseIterable, Hashable, Codable {
    /// The losses of this package.
    public static let allCases: [SequenceLoss] = [
        .meanSquaredError, .meanAbsoluteError, .huber(delta: 1), .quantile, .gaussian, .binaryCrossEntropy,
        .categoricalCrossEntropy, .conditionalRandomField,
    ]

    /// The loss of this package that has a name; nil if there is none.
    public init?(rawValue: String) {
        if let loss = Self.allCases.first(where: { $0.rawValue == rawValue }) {
            self = loss
        } else if rawValue.hasPrefix("huber "), let delta = Float(rawValue.dropFirst(6)), delta > 0 {
            self = .huber(delta: delta)
        } else {
            return nil
        }
    }

    /// What it is called.
    public var rawValue: String {
        switch self {
        case .meanSquaredError: "meanSquaredError"
        case .meanAbsoluteError: "meanAbsoluteError"
        case .huber(let delta): delta == 1 ? "huber" : "huber \(delta)"
        case .quantile: "quantile"
        case .gaussian: "gaussian"
        case .binaryCrossEntropy: "binaryCrossEntropy"
        case .categoricalCrossEntropy: "categoricalCrossEntropy"
        case .conditionalRandomField: "conditionalRandomField"
        case .custom(let loss): loss.name
        case .heads(let heads): heads.map { "\($0.loss.rawValue) times \($0.weight)" }.joined(separator: ", ")
        }
    }
}
