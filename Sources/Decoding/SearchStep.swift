/// A hypothesis of which a search asks for the next token.
public struct SearchStep: Sendable {
    /// The line of the query it belongs to.
    public let line: Int
    /// The source's ids for the first model.
    public let source: [Int32]
    /// The tokens so far.
    public let tokens: [Int32]
    /// How much the step attends to each source token; empty without attention.
    public let attention: [Float]
}

/// A user's own constraint: it may change the log probabilities of the next token, whose index is the id.
///
/// What it leaves is what search adds up. Minus infinity bans a token. Values above zero count as zero, since the
/// search's end depends on none being greater. It is called for each live hypothesis at each step, but not while a
/// prefix is forced, and always in the same order for a query, whatever else is in the batch.
public typealias SearchHook = @Sendable (SearchStep, inout [Float]) -> Void
