import Foundation
import Seq2Seq

/// Tells how probable a model finds the targets of pairs.
struct PairScorer {
    private let corpus: ParallelCorpus
    private let translator: Translator
    /// Whether it tells it as JSON objects, token by token.
    private let isDetailed: Bool

    init(_ corpus: ParallelCorpus, _ translator: Translator, isDetailed: Bool) {
        self.corpus = corpus
        self.translator = translator
        self.isDetailed = isDetailed
    }

    /// Writes a line for each pair.
    func run(on console: inout Console) throws -> ExitCode {
        for notice in corpus.notices { console.report("seq2seq-decode: \(notice)\n") }
        guard isDetailed else {
            for logProbability in translator.logProbabilities(of: corpus.pairs) {
                try console.write("\(logProbability)\n")
            }
            return .done
        }
        var first = 0
        while first < corpus.pairs.count {
            let pairs = corpus.pairs[first...].prefix(Self.pairsAtOnce)
            for (pair, scored) in zip(pairs, translator.scoredTargets(of: Array(pairs))) {
                try console.write(try Self.json(Record(pair, line: corpus.lineNumbers[first], scored)) + "\n")
                first += 1
            }
            try console.flush()
        }
        return .done
    }

    private static let pairsAtOnce = 1024

    private static func json(_ record: Record) throws -> String {
        String(decoding: try JSONEncoder.ofLines.encode(record), as: UTF8.self)
    }

    private struct Record: Encodable {
        let line: Int
        /// Left out where there is none.
        let source: String?
        let target: String
        let tokens: [String]
        let logProbability: Double
        /// Of each token, and of the end.
        let tokenLogProbabilities: [Float]
        /// The most probable tokens at the step of each token, and of the end, if they are asked for.
        let topTokens: [[RankedToken<String>]]?

        init(_ pair: TextPair, line: Int, _ scored: Translation) {
            self.line = line
            source = pair.source.isEmpty ? nil : pair.source
            target = pair.target
            tokens = scored.tokens
            logProbability = scored.logProbability
            tokenLogProbabilities = scored.tokenLogProbabilities
            topTokens = scored.topTokens.isEmpty ? nil : scored.topTokens
        }
    }
}
