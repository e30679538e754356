import Seq2Seq
import Seq2SeqFiles

/// What `seq2seq-convert` tells: the sizes of both files and how far the weights are from the floats.
struct ConversionReport {
    let (model, output): (String, String)
    /// Of the file that was read; nil of what is no file.
    let modelBytes: Int?
    /// Of the file that was written; nil of what is no file.
    var outputBytes: Int?
    /// The weights that were rounded, in the order of the model.
    let weights: [Weight]
    /// In which precision the weights of both files are.
    let precisions: (before: Precision, after: Precision)
    /// The shortlist that was made; nil if none was.
    var shortlist: Shortlist?
    /// What both models did with pairs; nil if there were none.
    var trial: ConversionTrial?

    /// A weight that was rounded.
    struct Weight {
        let name: String
        let shape: [Int]
        let error: RoundingError
    }

    /// All rounded weights together.
    var error: RoundingError { weights.reduce(into: RoundingError()) { $0.add($1.error) } }

    init(from model: String, to output: String, _ floats: TranslationModel, _ converted: TranslationModel) {
        (self.model, self.output) = (model, output)
        modelBytes = FileStatus(model).flatMap { $0.kind == .regular ? $0.byteCount : nil }
        let (before, after) = (floats.network.parameters, converted.network.parameters)
        precisions = (floats.precision, converted.precision)
        if floats.precision == converted.precision {
            weights = []
            return
        }
        weights = before.names.compactMap { name in
            guard let parameter = before.parameter(named: name), after.stored?[parameter].isInt8 ?? false else {
                return nil
            }
            return Weight(
                name: name, shape: before.shape(of: parameter),
                error: RoundingError(of: before[parameter], roundedTo: after[parameter]))
        }
    }
}

/// How far rounded numbers are from what they were.
struct RoundingError {
    /// Sums of squares: of the differences, and of what was rounded.
    private(set) var (differences, values) = (0.0, 0.0)
    /// The largest difference and the largest magnitude of what was rounded.
    private(set) var (largestDifference, largestValue) = (0.0, 0.0)

    init() {}

    init(of values: [Float], roundedTo rounded: [Float]) {
        for (value, rounded) in zip(values, rounded) {
            let (value, difference) = (Double(value), abs(Double(value) - Double(rounded)))
            self.values += value * value
            differences += difference * difference
            largestValue = max(largestValue, abs(value))
            largestDifference = max(largestDifference, difference)
        }
    }

    mutating func add(_ other: RoundingError) {
        differences += other.differences
        values += other.values
        largestDifference = max(largestDifference, other.largestDifference)
        largestValue = max(largestValue, other.largestValue)
    }

    /// The root mean square of the differences, relative to that of the values.
    var relative: Double { values > 0 ? (differences / values).squareRoot() : 0 }

    /// The largest difference, relative to the largest magnitude.
    var largest: Double { largestValue > 0 ? largestDifference / largestValue : 0 }
}
