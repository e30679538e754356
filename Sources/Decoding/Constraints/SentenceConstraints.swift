import Seq2SeqText

/// What holds for the targets of one source alone: phrases that they must not and must hold, and the only targets there
/// may be. It is decided token by token.
struct SentenceConstraints {
    /// Where a hypothesis is.
    struct State {
        fileprivate var banned = PhraseAutomaton.start
        fileprivate var required: RequiredPhrases.Progress
        /// The node of the allowed targets; nil once none of them begins so.
        fileprivate var allowed: Int?
    }

    private let banned: PhraseAutomaton?
    private let required: RequiredPhrases
    private let allowed: AllowedTargets?

    /// - Parameter banned: finds the phrases that the query's targets must not hold; nil if there are none.
    init(_ query: SearchQuery, banned: PhraseAutomaton?) {
        self.banned = banned
        required = RequiredPhrases(query.requiredPhrases)
        allowed = query.allowed
    }

    /// Whether anything is asked for.
    var isEmpty: Bool { banned == nil && required.isEmpty && allowed == nil }

    /// Where a hypothesis without tokens is.
    var start: State { State(required: required.start, allowed: AllowedTargets.root) }

    /// Where a hypothesis is after one more token.
    func state(after token: Int32, from state: State) -> State {
        if isEmpty { return state }
        var state = state
        if let banned { state.banned = banned.state(after: token, from: state.banned) }
        if !required.isEmpty { state.required = required.progress(after: token, from: state.required) }
        if let allowed { state.allowed = state.allowed.flatMap { allowed.node(after: token, from: $0) } }
        return state
    }

    /// Whether a hypothesis holds what it must, and is one of the allowed.
    func areMet(_ state: State) -> Bool {
        guard required.areMet(state.required) else { return false }
        guard let allowed else { return true }
        return state.allowed.map(allowed.mayEnd) ?? false
    }

    /// Excludes the tokens that must not follow.
    ///
    /// - Parameters:
    ///   - row: their log probabilities.
    ///   - count: how many tokens the hypothesis may still have.
    func exclude(from row: TokenRow, _ state: State, count: Int) {
        if let allowed {
            let tokens = state.allowed.map { allowed.tokens(at: $0, within: count) } ?? []
            let kept = (tokens + [Vocabulary.end]).map { ($0, row[$0]) }
            row.values.update(repeating: -.infinity)
            for (token, value) in kept { row[token] = value }
        }
        if let banned {
            banned.completing(at: state.banned) { row[$0] = -.infinity }
        }
        if !areMet(state) { row[Vocabulary.end] = -.infinity }
    }

    /// Tokens that must be looked at however improbable they are: those that bring a hypothesis further.
    func advancing(_ state: State) -> [Int32] { required.isEmpty ? [] : required.advancing(state.required) }

    /// Among how many banks places are dealt out.
    var bankCount: Int { required.tokenCount + 1 }

    /// The bank of a hypothesis: how many tokens it has of what it must hold.
    func bank(of state: State) -> Int { state.required.tokenCount }
}
