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

    private struct Live {
        let tokens: [Int32]
        let logProbability: Double
        let state: DecoderState
    }

    private struct Candidate {
        let parent: Int
        let token: Int32
        let logProbability: Double
    }

    /// The best targets, as tokens, log probability and whether they have ended.
    func search(
        _ source: [Int32], cap: Int, in network: EncoderDecoder, on workspace: Workspace
    ) -> [Hypothesis] {
        var live = [Live(tokens: [], logProbability: 0, state: network.encode([source], on: workspace))]
        var (ended, cut): ([Hypothesis], [Hypothesis]) = ([], [])
        for length in 0...cap where !live.isEmpty {
            let steps = live.map { network.step([$0.tokens.last ?? Vocabulary.begin], from: $0.state, on: workspace) }
            let candidates = zip(live.indices, steps).flatMap { parent, step in
                step.logProbabilities[0].enumerated().dropFirst(2).map { token, value in
                    Candidate(
                        parent: parent, token: Int32(token),
                        logProbability: live[parent].logProbability + Double(value))
                }
            }
            var (next, ends): ([Live], [Int]) = ([], [])
            for candidate in candidates.sorted(by: { $0.logProbability > $1.logProbability }) {
                if next.count == width { break }
                let tokens = live[candidate.parent].tokens
                if candidate.token == Vocabulary.end {
                    ends.append(candidate.parent)
                    ended.append(hypothesis(tokens, candidate.logProbability, isFinished: true))
                } else {
                    next.append(
                        Live(
                            tokens: tokens + [candidate.token], logProbability: candidate.logProbability,
                            state: steps[candidate.parent].state))
                }
            }
            if length == cap {
                cut = live.indices.filter { !ends.contains($0) }.map { index in
                    hypothesis(live[index].tokens, live[index].logProbability, isFinished: false)
                }
            }
            live = width == 1 && !ended.isEmpty ? [] : next
        }
        return Array((ended.sorted { $0.score > $1.score } + cut.sorted { $0.score > $1.score }).prefix(count))
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
