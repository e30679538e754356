import Seq2SeqLayers
import Seq2SeqTensors

/// What is reported beside the loss: a number of all outputs beside their targets.
///
/// Outputs and targets are compared vector by vector, or step by step that is there; each counts alike. A class of a
/// target stands for the vector of 1 at its place and 0 elsewhere.
///
/// ```swift
/// let near = SequenceMetric("within 0.1") { output, target in abs(output[0] - target[0]) < 0.1 ? 1 : 0 }
/// let reports = try model.fit(x, y, metrics: [.meanAbsoluteError, .r2, near], epochs: 20)
/// print(reports[19].metrics)
/// ```
public struct SequenceMetric: Sendable {
    /// What it is called.
    public private(set) var name: String
    /// Which output of a model it is of.
    private(set) var output = 0
    /// Whether outputs must be probabilities of classes.
    private(set) var isOfClasses = false
    /// Numbers of one output beside its target, `[features]` each, which are added up over all.
    package let statistics: @Sendable (_ output: [Float], _ target: [Float]) -> [Double]
    /// Puts the numbers of two groups of outputs together: those of both are their sums, if nothing else is said.
    let merge: @Sendable ([Double], [Double]) -> [Double]
    /// The metric, of the sums.
    package let value: @Sendable (_ sums: [Double], _ features: Int) -> Double

    init(
        _ name: String, statistics: @escaping @Sendable ([Float], [Float]) -> [Double],
        merge: @escaping @Sendable ([Double], [Double]) -> [Double] = { zip($0, $1).map { $0 + $1 } },
        value: @escaping @Sendable ([Double], Int) -> Double
    ) {
        self.name = name
        self.statistics = statistics
        self.merge = merge
        self.value = value
    }

    /// A metric of one's own: the mean of a number for each output beside its target.
    ///
    /// - Parameters:
    ///   - name: what it is called.
    ///   - mean: the number of one output and its target, `[features]` each.
    public init(_ name: String, mean: @escaping @Sendable (_ output: [Float], _ target: [Float]) -> Double) {
        self.init(
            name, statistics: { [mean($0, $1), 1] }, value: { sums, _ in sums[1] == 0 ? 0 : sums[0] / sums[1] })
    }
}

extension SequenceMetric {
    /// The same of another output of a ``BranchedModel``.
    ///
    /// - Parameter index: which output, from 0 on.
    public func ofOutput(_ index: Int) -> SequenceMetric {
        var metric = self
        metric.output = index
        metric.name += " of output \(index)"
        return metric
    }

    /// The share of the vectors whose largest feature is the target's; with one feature, that is on the target's side
    /// of a half.
    public static let accuracy = SequenceMetric("accuracy") { predicted($0) == predicted($1) ? 1 : 0 }.ofClasses

    /// The mean squared difference.
    public static let meanSquaredError = SequenceMetric("meanSquaredError") { output, target in
        zip(output, target).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) } / Double(output.count)
    }

    /// The mean absolute difference.
    public static let meanAbsoluteError = SequenceMetric("meanAbsoluteError") { output, target in
        zip(output, target).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) } / Double(output.count)
    }

    /// The share of the targets' variance that the outputs explain, the mean over features: scikit-learn's `r2_score`.
    /// Of targets that are all the same it is 1 if the outputs are those, otherwise 0.
    ///
    /// The variance is that of means and squared distances from them, group by group (Chan, Golub and LeVeque 1979, eq.
    /// 2.1), so that a large mean takes no digits from it.
    public static let r2 = SequenceMetric("r2") { output, target in
        [1]
            + zip(output, target).flatMap { pair -> [Double] in
                let (value, wanted) = (Double(pair.0), Double(pair.1))
                return [wanted, 0, (wanted - value) * (wanted - value)]
            }
    } merge: { first, second in
        let (count, other) = (first[0], second[0])
        var merged = [count + other]
        for place in stride(from: 1, to: first.count, by: 3) {
            let distance = second[place] - first[place]
            merged.append(first[place] + distance * other / (count + other))
            merged.append(first[place + 1] + second[place + 1] + distance * distance * count * other / (count + other))
            merged.append(first[place + 2] + second[place + 2])
        }
        return merged
    } value: { sums, features in
        guard sums.count > 1 else { return 0 }
        let scores = (0..<features).map { feature -> Double in
            let (spread, errors) = (sums[2 + 3 * feature], sums[3 + 3 * feature])
            if spread == 0 { return errors == 0 ? 1 : 0 }
            return 1 - errors / spread
        }
        return scores.reduce(0, +) / Double(features)
    }

    /// The share of what was taken for a class that is of it: of the class 1 if there is one feature, otherwise the mean
    /// over the classes that outputs or targets have (scikit-learn's `macro`). It is 0 where nothing was taken for one.
    public static let precision = SequenceMetric.ofClasses("precision") { right, taken, _ in ratio(right, taken) }

    /// The share of a class that was taken for it, as `precision` is made of classes.
    public static let recall = SequenceMetric.ofClasses("recall") { right, _, there in ratio(right, there) }

    /// The harmonic mean of precision and recall, class by class.
    public static let f1 = SequenceMetric.ofClasses("f1") { right, taken, there in ratio(2 * right, taken + there) }

    /// - Parameter score: of how many of a class were found, how many were taken for it and how many there are.
    private static func ofClasses(
        _ name: String, _ score: @escaping @Sendable (_ right: Double, _ taken: Double, _ there: Double) -> Double
    ) -> SequenceMetric {
        SequenceMetric(name) { output, target in
            let (found, wanted) = (predicted(output), predicted(target))
            return (0..<max(2, output.count)).flatMap { id -> [Double] in
                [found == id && wanted == id ? 1 : 0, found == id ? 1 : 0, wanted == id ? 1 : 0]
            }
        } value: { sums, features in
            let classes = features == 1 ? 1...1 : 0...features - 1
            let counts = classes.compactMap { id -> Double? in
                guard sums.count > 3 * id + 2 else { return nil }
                let (right, taken, there) = (sums[3 * id], sums[3 * id + 1], sums[3 * id + 2])
                return features > 1 && taken + there == 0 ? nil : score(right, taken, there)
            }
            return ratio(counts.reduce(0, +), Double(counts.count))
        }.ofClasses
    }

    private var ofClasses: SequenceMetric {
        var metric = self
        metric.isOfClasses = true
        return metric
    }

    /// Refuses outputs that the metric says nothing of.
    func check(_ aligned: AlignedOutputs) throws(SequentialError) {
        if isOfClasses && aligned.areNumbers { throw .notOfClasses("The metric \(name)") }
    }

    private static func ratio(_ part: Double, _ whole: Double) -> Double { whole == 0 ? 0 : part / whole }

    /// The class that a vector stands for.
    private static func predicted(_ values: [Float]) -> Int {
        if values.count == 1 { return values[0] > 0.5 ? 1 : 0 }
        return values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    }

    /// The sums over the rows of `values [rows, features]`, but for gaps of the targets.
    func sums(_ values: Matrix, _ aligned: AlignedOutputs) -> [Double] {
        var sums: [Double] = []
        for row in 0..<values.rows where !aligned.isGap(row) {
            let output = Array(UnsafeBufferPointer(start: values.row(row), count: values.columns))
            let target: [Float] =
                switch aligned.targets {
                case .ids(let ids): output.indices.map { $0 == Int(ids[row]) ? 1 : 0 }
                case .vectors(let all): Array(all[row * values.columns..<(row + 1) * values.columns])
                }
            sums = merged(sums, statistics(output, target))
        }
        return sums
    }

    /// The sums of both; nothing is as good as zeros.
    func merged(_ first: [Double], _ second: [Double]) -> [Double] {
        first.isEmpty || second.isEmpty ? first + second : merge(first, second)
    }
}
