import Seq2SeqDecoding
import Foundation
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// Every target that a tiny model can give to a source, one token at a time: what no search can miss.
struct ExhaustiveSearch {
    /// A target that ended, with what its score is made of.
    struct Target {
        let tokens: [Int32]
        let logProbability: Double
        let coverage: [Double]
    }

    private(set) var targets: [Target] = []
    private let fusion: LanguageModelFusion?
    /// The language model's ids of what the source adds to the vocabulary.
    private let further: [Int32]

    init(
        _ source: [Int32], copies: [Int32] = [], secondSource: [Int32] = [], cap: Int, in network: EncoderDecoder,
        beside fusion: LanguageModelFusion? = nil, further: [Int32] = [], on workspace: Workspace
    ) {
        (self.fusion, self.further) = (fusion, further)
        let start = Target(tokens: [], logProbability: 0, coverage: source.map { _ in 0 })
        let state = network.encode(
            [source], copies: copies.isEmpty ? [] : [copies], secondSources: [secondSource], on: workspace)
        collect(start, from: state, cap: cap, in: network, on: workspace)
    }

    private mutating func collect(
        _ target: Target, from state: DecoderState, cap: Int, in network: EncoderDecoder, on workspace: Workspace
    ) {
        let step = network.step([target.tokens.last ?? Vocabulary.begin], from: state, on: workspace)
        let values = fused(step.logProbabilities[0], after: target.tokens, on: workspace)
        let attention = step.attention.first ?? target.coverage.map { _ in 0 }
        func next(_ token: Int32) -> Target {
            Target(
                tokens: token == Vocabulary.end ? target.tokens : target.tokens + [token],
                logProbability: target.logProbability + Double(values[Int(token)]),
                coverage: zip(target.coverage, attention).map { $0 + Double($1) })
        }
        targets.append(next(Vocabulary.end))
        if target.tokens.count == cap { return }
        for token in Vocabulary.unknown..<Int32(values.count) {
            collect(next(token), from: step.state, cap: cap, in: network, on: workspace)
        }
    }

    /// What tokens are worth with the language model's say, which reads the target from its beginning.
    private func fused(_ values: [Float], after tokens: [Int32], on workspace: Workspace) -> [Float] {
        guard let fusion else { return values }
        func id(_ token: Int32) -> Int32 { (fusion.ids + further)[Int(token)] }
        var state = fusion.network.encode([[Vocabulary.begin]], on: workspace)
        var said: [Float] = []
        for token in [Vocabulary.begin] + tokens {
            let step = fusion.network.step([id(token)], from: state, on: workspace)
            (state, said) = (step.state, step.logProbabilities[0])
        }
        return values.indices.map { values[$0] + Float(fusion.weight) * said[Int(id(Int32($0)))] }
    }

    /// The targets that the options and the query's own constraints allow, with their scores, the best first.
    func ranked(
        _ options: SearchOptions, _ query: SearchQuery, allowed: [[Int32]]? = nil
    ) -> [(target: Target, score: Double)] {
        ranked(options, prefix: query.prefix).filter { target, _ in
            let banned = query.bannedPhrases.contains { phrase in
                ends(of: phrase, in: target.tokens).contains { $0 > query.prefix.count }
            }
            return !banned && query.requiredPhrases.allSatisfy { !ends(of: $0, in: target.tokens).isEmpty }
                && allowed?.contains(target.tokens) ?? true
        }
    }

    /// How many tokens there are up to the end of each place where a phrase stands.
    private func ends(of phrase: [Int32], in tokens: [Int32]) -> [Int] {
        guard tokens.count >= phrase.count else { return [] }
        return (phrase.count...tokens.count).filter { tokens[($0 - phrase.count)..<$0].elementsEqual(phrase) }
    }

    /// The targets that the options allow, with their scores, the best first.
    func ranked(_ options: SearchOptions, prefix: [Int32] = []) -> [(target: Target, score: Double)] {
        targets.filter { target in
            let free = target.tokens.dropFirst(prefix.count)
            return target.tokens.starts(with: prefix) && target.tokens.count >= options.minimumLength
                && !(options.bansUnknown && free.contains(Vocabulary.unknown))
                && !repeats(target.tokens, options.blockedNGramSize)
        }
        .map { ($0, score($0, options)) }.sorted { $0.1 > $1.1 }
    }

    private func repeats(_ tokens: [Int32], _ size: Int?) -> Bool {
        guard let size, tokens.count >= size else { return false }
        let runs = (0...tokens.count - size).map { Array(tokens[$0..<$0 + size]) }
        return Set(runs).count < runs.count
    }

    private func score(_ target: Target, _ options: SearchOptions) -> Double {
        let count = Double(target.tokens.count + 1)
        let penalized =
            switch options.lengthPenalty {
            case .none: target.logProbability
            case .average: target.logProbability / count
            case .gnmt(let alpha): target.logProbability / pow((5 + count) / 6, alpha)
            }
        guard options.coveragePenalty > 0 else { return penalized }
        return penalized + options.coveragePenalty * target.coverage.reduce(0) { $0 + log(min($1, 1)) }
    }
}
