/// How much each example, or each of its steps, counts in a loss.
package enum ExampleWeights: Sendable, Hashable {
    /// One for each example.
    case examples([Float])
    /// One for each step of each example: of a rectangle all of them, otherwise those that are there.
    case steps([[Float]])

    func selecting(_ rows: [Int]) -> ExampleWeights {
        switch self {
        case .examples(let weights): .examples(rows.map { weights[$0] })
        case .steps(let weights): .steps(rows.map { weights[$0] })
        }
    }
}

extension Examples {
    /// These targets, each with a weight: what its loss is multiplied by. The mean of a loss is over the weights, and
    /// a weight of 0 leaves an example out. Metrics count each alike. Weights that the targets have already are
    /// replaced.
    ///
    /// ```swift
    /// try model.fit(x, y.weighted(by: rows.map { $0.isTrusted ? 1 : 0.2 }), epochs: 20)
    /// ```
    ///
    /// - Parameter weights: `[batch]`, not negative.
    public func weighted(by weights: [Float]) -> Examples {
        Examples(content, states: states, weights: .examples(weights), isRagged: isRagged, problem: problem)
    }

    /// These targets with a weight for each step, as for an example. A weight of 0 leaves a step out, whatever number
    /// stands there: NaN makes it a gap, in the place of which an encoder-decoder reads what it writes itself. Weights
    /// that the targets have already are replaced: those of examples, where both are wanted, are multiplied in before.
    ///
    /// - Parameter weights: `[batch, time]`, not negative; of each row as many as it has steps, masked ones counted or
    ///   not.
    public func weighted(by weights: [[Float]]) -> Examples {
        Examples(content, states: states, weights: .steps(weights), isRagged: isRagged, problem: problem)
    }

    /// Refuses weights that do not fit.
    func checkWeights() throws(SequentialError) {
        let all: [Float]
        if case .several = content, weights != nil {
            throw .targetWeights(expected: "on each of several targets", found: "weights on all of them")
        }
        switch weights {
        case nil: return
        case .examples(let weights):
            guard weights.count == count else {
                throw .targetWeights(expected: "one for each of \(count) examples", found: "\(weights.count)")
            }
            all = weights
        case .steps(let weights):
            guard weights.count == count else {
                throw .targetWeights(expected: "a row for each of \(count) examples", found: "\(weights.count) rows")
            }
            guard let mask else {
                throw .targetWeights(expected: "one for each example, for there are no steps", found: "some for steps")
            }
            for (row, own) in weights.enumerated() where own.count != mask.time && own.count != mask.lengths[row] {
                throw .targetWeights(
                    expected: "for example \(row) one for each of its \(mask.lengths[row]) steps",
                    found: "\(own.count)")
            }
            all = weights.flatMap { $0 }
        }
        if let wrong = all.first(where: { !($0 >= 0 && $0.isFinite) }) {
            throw .targetWeights(expected: "numbers that are not negative", found: "\(wrong)")
        }
    }

    /// Whether there are weights, and all of them are 0.
    package var weighsNothing: Bool {
        switch weights {
        case nil: false
        case .examples(let weights): !weights.isEmpty && weights.allSatisfy { $0 == 0 }
        case .steps(let weights): weights.contains { !$0.isEmpty } && weights.joined().allSatisfy { $0 == 0 }
        }
    }

    private var mask: Mask? {
        switch content {
        case .sequences(let batch): batch.mask
        case .tokens(let tokens): tokens.mask
        case .vectors, .classes, .several: nil
        }
    }

    /// Of sequences of vectors the steps whose weight is not 0, each with its row and which of the row's own it is.
    package var stepsThatCount: [(row: Int, index: Int, numbers: [Float])] {
        guard let padded else { return [] }
        return padded.mask.steps.enumerated().flatMap { row, steps in
            steps.enumerated().filter { weight(ofRow: row, step: $1, index: $0) != 0 }
                .map { (row, $0, Array(padded[row, $1])) }
        }
    }

    /// The weight of a step of a row, or of the row; 1 if there are none.
    ///
    /// - Parameters:
    ///   - step: the place in the row, masked steps counted.
    ///   - index: which of the row's own steps it is.
    package func weight(ofRow row: Int, step: Int = 0, index: Int = 0) -> Float {
        switch weights {
        case nil: 1
        case .examples(let weights): weights[row]
        case .steps(let weights): weights[row][weights[row].count == mask?.time ? step : index]
        }
    }
}
