import Seq2SeqLayers
import Seq2SeqTensors

/// Outputs of a model, each row beside its target: the steps that are there, and no others.
///
/// Of sequences, a row whose outputs and targets have as many steps is paired in their order, wherever its padding is.
/// Otherwise the targets must be a rectangle that is as long as the outputs with their masked steps, or have a step for
/// each that the input was given with, masked by a layer or not; the steps that both have are paired.
package struct AlignedOutputs {
    enum Targets {
        /// Row by row.
        case vectors([Float])
        case ids([Int32])
    }

    /// `[rows, features]`, before the activation.
    let sums: Variable
    let activation: Activation
    /// What the tags of each sequence are chosen by; nil for outputs like any other.
    let chain: LinearChainWeights?
    /// How the columns are to be read where they are not the numbers of a target one by one; nil if they are.
    let end: VectorEnd?
    /// For each row of the batch its rows here, in the order of its steps; of vectors its only one.
    let sequences: [[Int]]
    let targets: Targets
    /// What each row's loss is multiplied by; nil if each counts once.
    let weights: [Float]?
    /// That the targets have another shape than the outputs.
    let mismatch: SequentialError

    /// Numbers of each target.
    var features: Int { end?.features ?? sums.columns }

    /// Whether they are numbers, and not what is said of classes: no probabilities, and targets that count other than 0
    /// and 1.
    var areNumbers: Bool {
        guard case .vectors(let all) = targets, !saysClasses else { return false }
        if end != nil { return true }
        return (0..<sums.rows).contains { row in
            weights?[row] != 0 && !all[row * features..<(row + 1) * features].allSatisfy(Self.isOfClass)
        }
    }

    /// Whether outputs are of classes whatever the targets are.
    var saysClasses: Bool {
        chain != nil || end == nil && (activation == .sigmoid || activation == .softmax)
    }

    /// Whether a number can say that a class is the target, or that it is not.
    static func isOfClass(_ number: Float) -> Bool { number == 0 || number == 1 }

    /// Whether a row's target is a gap: no finite numbers, of weight 0.
    func isGap(_ row: Int) -> Bool {
        guard case .vectors(let all) = targets, weights?[row] == 0 else { return false }
        return !all[row * features..<(row + 1) * features].allSatisfy(\.isFinite)
    }

    /// The row of the batch of each row here.
    var batchRows: [Int] {
        var rows = [Int](repeating: 0, count: sums.rows)
        for (row, own) in sequences.enumerated() { for index in own { rows[index] = row } }
        return rows
    }

    /// The class of each row's target: its id, the place of its largest number, or of a single number its side of a
    /// half.
    var classes: [Int] {
        switch targets {
        case .ids(let ids): ids.map(Int.init)
        case .vectors(let all):
            (0..<sums.rows).map { row in
                let values = all[row * sums.columns..<(row + 1) * sums.columns]
                guard values.count > 1 else { return values.first.map { $0 > 0.5 ? 1 : 0 } ?? 0 }
                return values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 }
                    - values.startIndex
            }
        }
    }

    /// The outputs after the activation; of a chain of tags the best paths, and of a distribution the numbers that
    /// stand for those that it is of.
    func value(on tape: inout Tape) -> Variable {
        if let end { return end.centres(sums, rows: batchRows, on: tape) }
        return chain?.bestPaths(sums, sequences: sequences, on: tape) ?? activation(sums, on: &tape)
    }

    /// - Parameters:
    ///   - outputs: what the model gives.
    ///   - y: the targets.
    ///   - x: the inputs that the outputs are of.
    package init(_ outputs: Signal, _ y: Examples, inputs x: Examples, on tape: inout Tape) throws(SequentialError) {
        activation = outputs.activation
        chain = outputs.chain
        end = outputs.end
        let features = outputs.end?.features ?? outputs.sums.columns
        switch outputs.rows {
        case .vectors:
            mismatch = .targets(expected: "vectors \(outputs.sums.value.shape)", found: y.shape)
            sums = outputs.sums
            sequences = (0..<outputs.sums.rows).map { [$0] }
            weights = y.weights == nil ? nil : (0..<outputs.sums.rows).map { y.weight(ofRow: $0) }
            switch y.content {
            case .vectors(let vectors):
                guard vectors.allSatisfy({ $0.count == outputs.sums.columns }) else { throw mismatch }
                targets = .vectors(vectors.flatMap { $0 })
            case .classes(let classes): targets = .ids(classes)
            case .sequences, .tokens, .several: throw mismatch
            }
        case .sequences(let layout):
            mismatch = .targets(
                expected: "sequences [\(layout.batch), \(layout.time), \(features)]", found: y.shape)
            let mask: Mask
            switch y.content {
            case .sequences(let batch): mask = batch.mask
            case .tokens(let tokens): mask = tokens.mask
            case .vectors, .classes, .several: throw mismatch
            }
            let pairs = try Self.pairs(layout, mask, raggedLike: y.isRagged ? x.givenSteps ?? [] : nil)
            var sequences = [[Int]](repeating: [], count: layout.batch)
            for (index, pair) in pairs.enumerated() { sequences[pair.row].append(index) }
            self.sequences = sequences
            weights = Self.weights(of: pairs, y, mask)
            let rows = pairs.map(\.output)
            sums = rows == Array(0..<layout.count) ? outputs.sums : tape.select(rows, of: outputs.sums)
            switch y.content {
            case .sequences(let batch):
                guard batch.features == features || pairs.isEmpty else { throw mismatch }
                targets = .vectors(pairs.flatMap { batch[$0.row, $0.step] })
            case .tokens(let tokens): targets = .ids(pairs.map { tokens.ids[$0.row * tokens.time + $0.step] })
            case .vectors, .classes, .several: throw mismatch
            }
        }
    }

    private static func weights(
        of pairs: [(output: Int, row: Int, step: Int)], _ y: Examples, _ mask: Mask
    ) -> [Float]? {
        guard y.weights != nil else { return nil }
        var indices = [Int?](repeating: nil, count: mask.elements.count)
        for (row, steps) in mask.steps.enumerated() {
            for (index, step) in steps.enumerated() { indices[row * mask.time + step] = index }
        }
        return pairs.map { pair in
            y.weight(ofRow: pair.row, step: pair.step, index: indices[pair.row * mask.time + pair.step] ?? 0)
        }
    }

    /// For each output that counts its packed row, and the row and step of its target.
    ///
    /// - Parameter given: how many steps each input was given with, if the targets are no rectangle of the caller's.
    private static func pairs(
        _ layout: SequenceLayout, _ mask: Mask, raggedLike given: [Int]?
    ) throws(SequentialError) -> [(output: Int, row: Int, step: Int)] {
        let steps = mask.steps
        var targets: [[Int?]] = []
        for (row, positions) in layout.positions.enumerated() {
            if steps[row].count == positions.count {
                targets.append(steps[row])
            } else if mask.time == layout.time, given.map({ row < $0.count && $0[row] == steps[row].count }) ?? true {
                targets.append(positions.map { mask[row, $0] ? $0 : nil })
            } else {
                throw .targetSteps(example: row, outputs: positions.count, targets: steps[row].count)
            }
        }
        return layout.steps.enumerated().compactMap { output, step in
            targets[step.row][step.index].map { (output, step.row, $0) }
        }
    }
}
