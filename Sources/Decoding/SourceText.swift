/// A text to translate, with what holds for it alone.
public struct SourceText: Sendable, Hashable {
    /// The text.
    public var text: String
    /// What its target starts with.
    public var prefix: String
    /// The number that a random choice depends on.
    public var line: Int

    /// A text to translate.
    public init(_ text: String, prefix: String = "", line: Int = 1) {
        self.text = text
        self.prefix = prefix
        self.line = line
    }
}
