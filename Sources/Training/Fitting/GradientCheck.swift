import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqSettings
import Seq2SeqTensors

/// How far the gradients of a model are from central differences of its loss.
public struct GradientCheck: Sendable, Hashable {
    /// One weight's gradient beside the differences.
    public struct Weight: Sendable, Hashable {
        /// The weight's name.
        public let name: String
        /// The largest magnitude of its elements' gradients.
        public let largestGradient: Double
        /// The largest difference of an element's gradient from what central differences give; infinite if one is no
        /// finite number.
        public let largestDifference: Double
        /// Where that is, row by row.
        public let element: Int
    }

    /// Every weight, in the order of declaration.
    public let weights: [Weight]

    /// The largest error of a weight: its largest difference over its largest gradient, or over a tenth of the largest
    /// gradient of all if that is more, since rounding is as large everywhere.
    public var error: Double {
        let largest = weights.reduce(0) { max($0, $1.largestGradient) }
        return weights.reduce(0) { error, weight in
            weight.largestDifference == 0
                ? error : max(error, weight.largestDifference / max(weight.largestGradient, largest / 10))
        }
    }
}

extension SequenceModel {
    /// Compares the gradient of every element of every weight with a central difference of the loss:
    /// `(8 (L(h) - L(-h)) - (L(2h) - L(-2h))) / 12h`, which is exact up to `h^4`. Nothing is dropped out.
    ///
    /// The loss is computed in `Float`, so a difference carries its rounding, about 1e-7 of the loss divided by the
    /// step: right gradients come to an error of 1e-5 to 1e-3, wrong ones to far more. With larger steps rounding is
    /// less, but the formula cuts off more. Where the loss has a corner within two steps, as `relu` or a maximum make
    /// it, the error is large for right gradients too, and another seed or a smaller step helps. Which error is good
    /// enough is for the caller to say.
    ///
    /// It computes the loss four times for each element, so models and data should be tiny. A layer's gradient with
    /// respect to its input shows only in the weights of layers before it.
    ///
    /// ```swift
    /// let check = try model.gradientCheck(x, y, loss: huber)
    /// precondition(check.error < 1e-3, "\(check.weights)")
    /// ```
    ///
    /// - Parameters:
    ///   - x: the inputs.
    ///   - y: the target of each input.
    ///   - loss: what is differentiated.
    ///   - step: `h`, how far an element is moved.
    ///   - workspace: where to compute; it needs the precision `float32`.
    /// - Throws: how inputs, targets, loss and model do not fit together.
    public func gradientCheck(
        _ x: Examples, _ y: Examples, loss: SequenceLoss = FitDefaults.loss, step: Float = 1 / 64,
        on workspace: Workspace = Workspace()
    ) throws(SequentialError) -> GradientCheck {
        require(step > 0 && step.isFinite, "A step must be positive, but is \(step)")
        let gradients = try lossAndGradients(for: x, y, loss: loss, on: workspace).gradients
        let objective = SequenceObjective(loss: loss, metrics: [])
        var moved = self
        var weights: [GradientCheck.Weight] = []
        for (index, name) in parameters.names.enumerated() {
            let parameter = Parameter(index: index)
            let (values, gradient) = (parameters[parameter], gradients[parameter])
            var (largest, difference, place) = (0.0, 0.0, 0)
            for element in values.indices {
                var losses: [Double] = []
                for factor: Float in [1, -1, 2, -2] {
                    moved.parameters[parameter][element] = values[element] + factor * step
                    losses.append(
                        try objective.totals(of: moved, x, y, batchSize: x.count, on: workspace).loss.sum)
                }
                moved.parameters[parameter][element] = values[element]
                let slope = (8 * (losses[0] - losses[1]) - (losses[2] - losses[3])) / (12 * Double(step))
                let error = abs(Double(gradient[element]) - slope)
                largest = max(largest, abs(Double(gradient[element])))
                if !(error <= difference) { (difference, place) = (error.isFinite ? error : .infinity, element) }
            }
            weights.append(
                GradientCheck.Weight(
                    name: name, largestGradient: largest, largestDifference: difference, element: place))
        }
        return GradientCheck(weights: weights)
    }
}
