import Foundation
import Seq2Seq

/// Tells how probable a model finds the targets of pairs.
struct PairScorer {
    private let corpus: ParallelCorpus
    private let translator: Translator
    /// Whether it tells it as JSON objects, token by token.
    private let isDetailed: Bool
    private let isQuiet: Bool

    init(_ corpus: ParallelCorpus, _ translator: Translator, _ arguments: DecodeArguments) {
        self.corpus = corpus
        self.translator = translator
        isDetailed = arguments.format == .jsonl
        isQuiet = arguments.quiet
    }

    /// Writes a line for each pair.
    func run(on console: inout Console) throws -> ExitCode {
        for notice in corpus.notices { console.report("seq2seq-decode: \(notice)\n") }
        guard isDetailed else {
            for logProbability in translator.logProbabilities(of: corpus.pairs) {
                try console.write("\(logProbability)\n")
            }
            for message in unknownTags.messages where !isQuiet { console.report("seq2seq-decode: \(message)\n") }
            return .done
        }
        var first = 0
        while first < corpus.pairs.count {
            let pairs = corpus.pairs[first...].prefix(Self.pairsAtOnce)
            for (pair, scored) in zip(pairs, translator.scoredTargets(of: Array(pairs))) {
                var record = Record(pair, line: corpus.lineNumbers[first], scored)
                if !translator.readsTags { record.tags = nil }
                if !translator.readsSecondSource { record.secondSource = nil }
                try console.write(try Self.json(record) + "\n")
                first += 1
            }
            try console.flush()
        }
        return .done
    }

    /// Tags of the pairs that the model does not know.
    private var unknownTags: UnknownSources {
        var unknown = UnknownSources()
        for (pair, line) in zip(corpus.pairs, corpus.lineNumbers) {
            unknown.add(tagCount: translator.unknownTagCount(of: pair.tags), line: line)
        }
        return unknown
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
        /// What is told beside the source, if the model reads it.
        var tags: String?
        var secondSource: String?
        /// How many of them the model does not know, if any.
        let unknownTags: Int?
        /// Of each token, and of the end.
        let tokenLogProbabilities: [Float]
        /// The most probable tokens at the step of each token, and of the end, if they are asked for.
        let topTokens: [[RankedToken<String>]]?

        init(_ pair: TextPair, line: Int, _ scored: Translation) {
            self.line = line
            source = pair.source.isEmpty ? nil : pair.source
            target = pair.target
            tokens = scored.tokens
            (tags, secondSource) = (pair.tags, pair.secondSource)
            unknownTags = scored.unknownTagCount > 0 ? scored.unknownTagCount : nil
            logProbability = scored.logProbability
            tokenLogProbabilities = scored.tokenLogProbabilities
            topTokens = scored.topTokens.isEmpty ? nil : scored.topTokens
        }
    }
}
