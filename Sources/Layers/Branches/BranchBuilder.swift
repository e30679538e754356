/// Makes a ``BranchedModel`` out of the statements in its braces.
@resultBuilder
public enum BranchBuilder {
    /// A statement.
    public enum Part: Sendable, Hashable {
        /// An input.
        case branch(Branch)
        /// How the branches are joined, and the layers after that.
        case join(BranchedModel.Join, [Layer])
        /// An output.
        case head(Head)
    }

    /// An input.
    public static func buildExpression(_ branch: Branch) -> [Part] { [.branch(branch)] }
    /// A join.
    public static func buildExpression(_ join: Concatenate) -> [Part] { [.join(.concatenate, join.layers)] }
    /// A join.
    public static func buildExpression(_ join: Add) -> [Part] { [.join(.add, join.layers)] }
    /// An output.
    public static func buildExpression(_ head: Head) -> [Part] { [.head(head)] }

    /// One after another.
    public static func buildBlock(_ parts: [Part]...) -> [Part] { parts.flatMap { $0 } }
    /// Those of every turn of a loop.
    public static func buildArray(_ parts: [[Part]]) -> [Part] { parts.flatMap { $0 } }
    /// Those of an `if` without `else`.
    public static func buildOptional(_ parts: [Part]?) -> [Part] { parts ?? [] }
    /// The parts of an `if`.
    public static func buildEither(first parts: [Part]) -> [Part] { parts }
    /// The parts of an `else`.
    public static func buildEither(second parts: [Part]) -> [Part] { parts }
}
