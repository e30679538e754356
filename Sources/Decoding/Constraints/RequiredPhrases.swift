import Seq2SeqSettings

/// Phrases that a target must hold, and how far a hypothesis is with them.
struct RequiredPhrases: Sendable {
    /// How far a hypothesis is.
    struct Progress {
        fileprivate var state = PhraseAutomaton.start
        fileprivate var isMet: [Bool]
        /// The tokens of the phrases that it holds, and of the one that it is in the middle of.
        fileprivate(set) var tokenCount = 0
    }

    private let phrases: [[Int32]]
    private let automaton: PhraseAutomaton
    /// The tokens of all phrases: so many at most are needed to say all of them.
    let tokenCount: Int

    /// - Parameter phrases: empty ones ask for nothing, and equal ones for no more than one of them.
    init(_ phrases: [[Int32]]) {
        var known: Set<[Int32]> = [[]]
        self.phrases = phrases.filter { known.insert($0).inserted }
        automaton = PhraseAutomaton(self.phrases)
        tokenCount = self.phrases.reduce(0) { $0 + $1.count }
    }

    /// Whether nothing is asked for.
    var isEmpty: Bool { phrases.isEmpty }

    /// Where a hypothesis without tokens is.
    var start: Progress { Progress(isMet: phrases.map { _ in false }) }

    /// Whether a hypothesis holds all phrases.
    func areMet(_ progress: Progress) -> Bool { progress.tokenCount == tokenCount }

    /// The tokens that bring a hypothesis further: the next one of each phrase that it lacks.
    func advancing(_ progress: Progress) -> [Int32] {
        phrases.indices.filter { !progress.isMet[$0] }.map { phrase in
            phrases[phrase][automaton.begunLength(of: phrase, at: progress.state)]
        }
    }

    /// Where a hypothesis is after one more token.
    func progress(after token: Int32, from progress: Progress) -> Progress {
        var progress = progress
        progress.state = automaton.state(after: token, from: progress.state)
        for phrase in automaton.completed(at: progress.state) { progress.isMet[phrase] = true }
        var (held, begun) = (0, 0)
        for phrase in phrases.indices {
            if progress.isMet[phrase] {
                held += phrases[phrase].count
            } else {
                begun = max(begun, automaton.begunLength(of: phrase, at: progress.state))
            }
        }
        progress.tokenCount = held + begun
        return progress
    }
}
