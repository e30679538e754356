import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqTensors
import Seq2SeqText

/// Beam search written from its rules, one hypothesis and one step at a time. It never stops before nothing is left of
/// its beam, so a search that stops too early shows.
struct PlainBeamSearch {
    let width: Int
    let count: Int
    let penalty: LengthPenalty
    var groups = 1
    var diversity = 0.0

    private struct Live {
        let group: Int
        let tokens: [Int32]
        let logProbability: Double
        let state: DecoderState
    }

    private struct Candidate {
        let parent: Int
        let token: Int32
        let logProbability: Double
        let group: Int
    }

    /// The best targets, as tokens, log probability and whether they have ended.
    func search(
        _ source: [Int32], cap: Int, in network: EncoderDecoder, on workspace: Workspace
    ) -> [Hypothesis] {
        let start = network.encode([source], on: workspace)
        var live = (0..<groups).map { Live(group: $0, tokens: [], logProbability: 0, state: start) }
        var (ended, cut): ([Hypothesis], [Hypothesis]) = ([], [])
        for length in 0...cap where !live.isEmpty {
            let steps = live.map { network.step([$0.tokens.last ?? Vocabulary.begin], from: $0.state, on: workspace) }
            let candidates = zip(live.indices, steps).flatMap { parent, step in
                step.logProbabilities[0].enumerated().dropFirst(2).map { token, value in
                    Candidate(
                        parent: parent, token: Int32(token),
                        logProbability: live[parent].logProbability + Double(value), group: live[parent].group)
                }
            }
            var (next, ends): ([Live], [Int]) = ([], [])
            for candidate in chosen(of: candidates) {
                let tokens = live[candidate.parent].tokens
                if candidate.token == Vocabulary.end {
                    ends.append(candidate.parent)
                    add(hypothesis(tokens, candidate.logProbability, isFinished: true), to: &ended)
                } else {
                    next.append(
                        Live(
                            group: candidate.group, tokens: tokens + [candidate.token],
                            logProbability: candidate.logProbability, state: steps[candidate.parent].state))
                }
            }
            if length == cap {
                for index in live.indices where !ends.contains(index) {
                    let found = hypothesis(live[index].tokens, live[index].logProbability, isFinished: false)
                    if !ended.contains(where: { $0.tokens == found.tokens }) { add(found, to: &cut) }
                }
            }
            live = width == 1 && !ended.isEmpty ? [] : next
        }
        return Array((ended.sorted { $0.score > $1.score } + cut.sorted { $0.score > $1.score }).prefix(count))
    }

    /// What is kept, the most probable first.
    private func chosen(of candidates: [Candidate]) -> [Candidate] {
        var kept: [Candidate] = []
        for group in 0..<groups {
            let before = kept
            func worth(_ candidate: Candidate) -> Double {
                candidate.logProbability - diversity * Double(before.count { $0.token == candidate.token })
            }
            var places = width / groups
            for candidate in candidates.filter({ $0.group == group }).sorted(by: { worth($0) > worth($1) }) {
                if places == 0 { break }
                kept.append(candidate)
                if candidate.token != Vocabulary.end { places -= 1 }
            }
        }
        return kept.sorted { $0.logProbability > $1.logProbability }
    }

    /// Adds what no other group has found.
    private func add(_ hypothesis: Hypothesis, to others: inout [Hypothesis]) {
        if !others.contains(where: { $0.tokens == hypothesis.tokens }) { others.append(hypothesis) }
    }

    private func hypothesis(_ tokens: [Int32], _ logProbability: Double, isFinished: Bool) -> Hypothesis {
        let count = Double(tokens.count + (isFinished ? 1 : 0))
        let divisor =
            switch penalty {
            case .none: 1.0
            case .average: max(1, count)
            case .gnmt(let alpha): PortableMath.power((5 + count) / 6, alpha)
            }
        return Hypothesis(
            tokens: tokens, logProbability: logProbability, score: logProbability / divisor, isFinished: isFinished)
    }
}
