import Foundation
import Seq2Seq

/// The three ways to a sequence of another length, on one task, with the same number of parameters and the same time.
struct Comparison {
    /// How the answers of one way came out.
    struct Row {
        let way: String
        let parameters: Int
        /// For each length of the source how many answers there were, and how many were exact.
        var answers: [Int: (all: Int, exact: Int)] = [:]

        mutating func add(_ answer: String, to pair: TextPair) {
            var count = answers[pair.source.count] ?? (0, 0)
            count.all += 1
            if answer == pair.target { count.exact += 1 }
            answers[pair.source.count] = count
        }
    }

    private static let embedding = 16
    private static let hidden = 64

    let task: String
    private(set) var rows: [Row] = []

    private let training: [TextPair]
    private let test: [TextPair]
    private let seconds: Double
    /// The letters by their ids from 1 on; 0 is the blank that fills up.
    private let letters: [Character]
    private let longestSource: Int
    private let longestTarget: Int
    private let parameterCount: Int
    private let adam = Optimizer(.adam, learningRate: 0.004, clipNorm: 5)

    init(_ task: ToyTask, options: ToyTask.Options, pairCount: Int, testCount: Int, seconds: Double) throws {
        let pairs = Array(task.pairs(seed: 1, options: options).prefix(pairCount + testCount))
        self.task = task.rawValue
        self.seconds = seconds
        training = Array(pairs.dropFirst(testCount))
        test = Array(pairs.prefix(testCount))
        letters = Set(pairs.flatMap { $0.source + $0.target }).sorted()
        longestTarget = pairs.map(\.target.count).max() ?? 0
        longestSource = max(pairs.map(\.source.count).max() ?? 0, longestTarget)
        let model = try TrainingData(training: training)
            .model(.init(embedding: Self.embedding, hidden: Self.hidden), seed: 1)
        parameterCount = model.network.parameters.count
        rows.append(try lastSteps())
        rows.append(try zeroPadded())
        rows.append(try encoderDecoder())
    }

    /// A share of exact answers for each length, as a table in Markdown.
    var table: String {
        let lengths = Set(rows.flatMap(\.answers.keys)).sorted()
        let head = ["\(task), source length", "parameters"] + lengths.map(String.init)
        let body = rows.map { row in
            [row.way, "\(row.parameters)"]
                + lengths.map { length in
                    guard let count = row.answers[length] else { return "" }
                    return "\((100 * count.exact + count.all / 2) / count.all) %"
                }
        }
        return ([head, head.map { _ in "---" }] + body).map { "| " + $0.joined(separator: " | ") + " |" }
            .joined(separator: "\n")
    }

    private func ids(_ text: String) -> [Int32] {
        text.map { letter in Int32((letters.firstIndex(of: letter) ?? -1) + 1) }
    }

    private func text(_ ids: [Int32]) -> String {
        String(ids.filter { $0 > 0 }.map { letters[Int($0) - 1] })
    }

    /// The targets, filled up with blanks that have to be written too.
    private func targets(_ pairs: [TextPair]) -> Examples {
        let padded = PaddedTokens(pairs.map { ids($0.target) }, to: .exactly(longestTarget))
        return .tokens(PaddedTokens(ids: padded.ids, mask: Mask(lengths: pairs.map { _ in longestTarget })))
    }

    /// Reads with blanks in front, so that there are enough steps; writes while it reads.
    private func lastSteps() throws -> Row {
        func sources(_ pairs: [TextPair]) -> Examples {
            let padded = PaddedTokens(pairs.map { ids($0.source) }, side: .front, to: .exactly(longestSource))
            return .tokens(PaddedTokens(ids: padded.ids, mask: Mask(lengths: pairs.map { _ in longestSource })))
        }
        return try sequential("last N outputs", sources) { units in
            try Sequential(input: .tokens()) {
                Embedding(letters.count + 1, Self.embedding)
                LSTM(units, returnSequences: true)
                LastSteps(longestTarget)
                Dense(letters.count + 1, activation: .softmax)
            }
        }
    }

    /// Reads, then writes into zero vectors.
    private func zeroPadded() throws -> Row {
        try sequential("N zero vectors", { .tokens($0.map { ids($0.source) }) }) { units in
            try Sequential(input: .tokens()) {
                Embedding(letters.count + 1, Self.embedding)
                ZeroPadding(longestTarget)
                LSTM(units, returnSequences: true)
                LastSteps(longestTarget)
                Dense(letters.count + 1, activation: .softmax)
            }
        }
    }

    private func sequential(
        _ way: String, _ sources: ([TextPair]) -> Examples, _ build: (Int) throws -> Sequential
    ) throws -> Row {
        // The size that comes closest to the encoder-decoder's number of parameters.
        var units = Self.hidden
        while try build(units + 1).parameters.count <= parameterCount { units += 1 }
        var model = try build(units)
        let clock = ContinuousClock()
        let start = clock.now
        try model.fit(
            sources(training), targets(training), loss: .categoricalCrossEntropy, optimizer: adam, epochs: 100_000,
            batchSize: 64
        ) { _ in clock.now - start < .seconds(seconds) ? .proceed : .stop }
        var row = Row(way: way, parameters: model.parameters.count)
        for (answer, pair) in zip(try model.predict(sources(test)).argmax, test) { row.add(text(answer), to: pair) }
        return row
    }

    private func encoderDecoder() throws -> Row {
        let data = try TrainingData(training: training)
        let model = data.model(.init(embedding: Self.embedding, hidden: Self.hidden), seed: 1)
        var trainer = Trainer(
            model, on: data, options: TrainingOptions(epochs: 100_000, learningRate: adam.learningRate))
        let clock = ContinuousClock()
        let start = clock.now
        _ = trainer.run { _ in clock.now - start < .seconds(seconds) ? .proceed : .stop }
        var row = Row(way: "encoder-decoder", parameters: parameterCount)
        let translator = Translator(trainer.model)
        for pair in test { row.add(translator.translate(pair.source), to: pair) }
        return row
    }
}
