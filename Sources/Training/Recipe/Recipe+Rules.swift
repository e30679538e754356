extension Recipe {
    /// The rules of the recipe `auto` as a table in Markdown: for the page of the documentation.
    package static var markdownRules: String {
        let rules =
            RecipeRule<NoFacts>.ofSettings.map { ($0.name, $0.summary) }
            + RecipeRule<TextFacts>.ofTexts.map { ($0.name, $0.summary) }
            + RecipeRule<TokenFacts>.ofTokens.map { ($0.name, $0.summary) }
        let rows = rules.map { "| `\($0.option)` | \($1) |" }.joined(separator: "\n")
        return "| setting | becomes |\n|---|---|\n\(rows)\n"
    }
}
