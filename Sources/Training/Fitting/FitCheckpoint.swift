import Foundation
import Seq2SeqLayers
import Seq2SeqModels
import Seq2SeqTensors

/// Where a `fit` stood after an epoch. The order of the examples and all that is random follow from it and the seed.
struct FitCheckpoint {
    /// What is written as text.
    struct Position: Codable {
        /// Of the model that it began with, its data and its options.
        let fingerprint: UInt64
        let stepCount: Int
        let epochCount: Int
        let skippedInARow: Int
        let progress: FitProgress
        let reports: [FitReport]
    }

    let position: Position
    let weights: FloatStorage
    let best: FloatStorage?
    let firstMoment: FloatStorage
    let secondMoment: FloatStorage

    private enum Vector {
        static let weights = "weights"
        static let best = "best_weights"
        static let firstMoment = "first_moment"
        static let secondMoment = "second_moment"
    }

    /// The checkpoint at a path; nil if there is none.
    ///
    /// - Parameters:
    ///   - fingerprint: what the training that goes on from it has.
    ///   - size: floats of the model's weights.
    init?(at path: String, fingerprint: UInt64, size: Int) throws(SequentialError) {
        guard let addition = try Self.addition(at: path) else { return nil }
        let damage = Self.damage(path)
        position = try Self.position(addition, path)
        guard position.fingerprint == fingerprint else {
            throw .checkpoint(
                "\(path) was made with another model to begin with, other data or other options. Give the same. "
                    + Self.hint)
        }
        func vector(_ name: String) -> FloatStorage? { addition.vectors.first { $0.name == name }?.values }
        guard let weights = vector(Vector.weights), weights.count == size,
            let first = vector(Vector.firstMoment), let second = vector(Vector.secondMoment),
            [0, size].contains(first.count), first.count == second.count, vector(Vector.best)?.count ?? size == size,
            position.isPossible
        else { throw damage }
        self.weights = weights
        best = vector(Vector.best)
        (firstMoment, secondMoment) = (first, second)
    }

    /// What a file holds; nil if there is none.
    fileprivate static func addition(at path: String) throws(SequentialError) -> ModelFileAddition? {
        do throws(ModelFileError) {
            return try FitFile.read(path)
        } catch {
            if error.problem == .notFound { return nil }
            throw .checkpoint("\(error)")
        }
    }

    fileprivate static func position(
        _ addition: ModelFileAddition, _ path: String
    ) throws(SequentialError) -> Position {
        do {
            return try decoder.decode(Position.self, from: Data(addition.text.utf8))
        } catch {
            throw damage(path)
        }
    }

    private static func damage(_ path: String) -> SequentialError {
        .checkpoint("\(path) is damaged: a part is missing or impossible. \(hint)")
    }

    private static let hint = "Or remove it to train anew."

    init(
        position: Position, weights: FloatStorage, best: FloatStorage?, firstMoment: FloatStorage,
        secondMoment: FloatStorage
    ) {
        self.position = position
        self.weights = weights
        self.best = best
        self.firstMoment = firstMoment
        self.secondMoment = secondMoment
    }

    /// Refuses a path that no checkpoint can be written to, before an epoch has been spent.
    static func checkWritable(_ path: String) throws(SequentialError) {
        do throws(ModelFileError) {
            try FitFile.checkWritable(path)
        } catch {
            throw .checkpoint("\(error)")
        }
    }

    /// Writes the checkpoint; a crash at any moment leaves the old file whole.
    func write(to path: String) throws(SequentialError) {
        do {
            let text = String(decoding: try Self.encoder.encode(position), as: UTF8.self)
            var vectors = [
                (Vector.weights, weights), (Vector.firstMoment, firstMoment), (Vector.secondMoment, secondMoment),
            ]
            if let best { vectors.append((Vector.best, best)) }
            try FitFile.write(ModelFileAddition(text: text, vectors: vectors), to: path)
        } catch {
            throw .checkpoint("\(error)")
        }
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}

extension FitProgress {
    /// How many epochs a `fit` has made by its checkpoint, not counting those that its optimiser had made before; nil
    /// if there is none.
    package static func epochCount(ofCheckpointAt path: String) throws(SequentialError) -> Int? {
        guard let addition = try FitCheckpoint.addition(at: path) else { return nil }
        return try FitCheckpoint.position(addition, path).reports.count
    }
}

extension FitCheckpoint.Position {
    /// Whether a training can stand there.
    fileprivate var isPossible: Bool {
        let counts = 0...(1 << 53)
        return [stepCount, epochCount, skippedInARow, progress.epochsSinceBest, progress.plateaus]
            .allSatisfy(counts.contains) && epochCount >= reports.count
    }
}

extension DataFingerprint {
    /// Of what a `fit` depends on, but for how far it goes.
    init(
        of model: some SequenceModel, _ data: [Examples], loss: SequenceLoss, metrics: [SequenceMetric],
        optimizer: Optimizer, options: FitOptions
    ) {
        self.init()
        for examples in data { add(examples) }
        let settings: [Double] = [
            Double(options.batchSize), options.validationShare, Double(options.warmupSteps),
            options.keepsBest ? 1 : 0, options.schedule == .exponential ? Double(options.epochs) : 0,
            optimizer.learningRate, optimizer.beta1, optimizer.beta2, optimizer.epsilon, optimizer.weightDecay,
            optimizer.clipNorm ?? 0, Double(optimizer.stepCount), Double(optimizer.epochCount),
        ]
        let words = [loss.rawValue, optimizer.method.rawValue, options.schedule.rawValue] + metrics.map(\.name)
        for word in words + model.parameters.names { add(word) }
        for setting in settings { add(setting.bitPattern) }
        add(options.seed)
        add(options.classWeights ?? [])
        for weight in model.parameters.storage.elements { add(weight.bitPattern) }
        // Dropout, activations and the like, which no weight tells of.
        if let model = model as? Sequential { for layer in model.layers { add("\(layer)") } }
        if let model = model as? BranchedModel { add("\(model.configuration)") }
        if let model = model as? ContinuousEncoderDecoder, !model.configuration.isPlain {
            add("\(model.configuration)")
        }
        if optimizer.stepCount > 0 {
            for moments in [optimizer.firstMoment, optimizer.secondMoment] {
                for moment in moments.elements { add(moment.bitPattern) }
            }
        }
    }

    private mutating func add(_ examples: Examples) {
        add(examples.shape)
        switch examples.content {
        case .vectors(let vectors): for vector in vectors { add(vector) }
        case .sequences(let batch):
            add(batch.values)
            for element in batch.mask.elements { add(element ? 1 : UInt32(0)) }
        case .tokens(let tokens):
            for id in tokens.ids { add(UInt32(bitPattern: id)) }
            for element in tokens.mask.elements { add(element ? 1 : UInt32(0)) }
        case .classes(let classes): for id in classes { add(UInt32(bitPattern: id)) }
        case .several(let parts): for part in parts { add(part) }
        }
        for vectors in examples.states?.flatMap(\.vectors) ?? [] { for vector in vectors { add(vector) } }
        switch examples.weights {
        case nil: break
        case .examples(let weights): add(weights)
        case .steps(let weights): for row in weights { add(row) }
        }
    }

    private mutating func add(_ numbers: [Float]) {
        add(UInt32(truncatingIfNeeded: numbers.count))
        for number in numbers { add(number.bitPattern) }
    }

    private mutating func add(_ text: String) {
        for byte in text.utf8 { add(UInt32(byte)) }
        add(UInt32.max)
    }

    private mutating func add(_ word: UInt64) {
        add(UInt32(truncatingIfNeeded: word))
        add(UInt32(truncatingIfNeeded: word >> 32))
    }
}
