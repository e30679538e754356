import Seq2SeqDecoding
import Seq2SeqModels
import Seq2SeqText

/// What a model attends to while it decodes some sources, alone and greedily.
package enum AttendedSamples {
    /// Translations that have kept their attention; none of a model without, and none of a blank source.
    package static func translations(of sources: [SourceText], by model: TranslationModel) -> [Translation] {
        var translator = Translator(model, threads: 1)
        guard translator.hasAttention else { return [] }
        translator.search.keepsAttention = true
        return translator.hypotheses(of: sources.filter { !$0.text.isBlank }).map { $0[0] }
    }

    /// Tokens of a side that a page shows.
    private static let shownTokens = 80

    /// Pictures side by side.
    static func markup(_ translations: [Translation]) -> [Markup] {
        translations.filter { !$0.tokens.isEmpty && !$0.sourceTokens.isEmpty }.map { translation in
            let picture = AttentionPicture(translation)
            let isCut = max(picture.sourceTokens.count, picture.targetTokens.count) > shownTokens
            return .element(
                "figure", ["class": "card attended"],
                .element("div", ["class": "scroll"], picture.prefix(shownTokens).markup),
                isCut ? .element("figcaption", [:], Markup("the first \(shownTokens) tokens of each side")) : Markup())
        }
    }
}
