import Seq2SeqDecoding
import Seq2SeqSettings

/// How much each token of a target attends to each token of its source, as a picture: a column for each source token, a
/// row for each target token, and the darker a cell the more attention.
///
/// A source that is written from right to left is laid out so. Tokens are texts of their own, so their scripts are
/// shaped and their directions kept; what is invisible is spelled out.
///
/// ```swift
/// var translator = Translator(model)
/// translator.search.keepsAttention = true
/// let best = translator.hypotheses(of: [SourceText("535+61")])[0][0]
/// let picture = AttentionPicture(best)
/// try picture.svg.write(toFile: path, atomically: true, encoding: .utf8)
/// ```
public struct AttentionPicture: Sendable, Hashable {
    /// The source's tokens.
    public let sourceTokens: [String]
    /// The target's tokens.
    public let targetTokens: [String]
    /// For each target token how much it attends to each source token, `[target, source]`, from 0 to 1.
    public let weights: [[Float]]
    /// What stands above it; nil for nothing.
    public var title: String?

    /// A picture of weights.
    ///
    /// - Parameters:
    ///   - sourceTokens: what is attended to.
    ///   - targetTokens: what attends.
    ///   - weights: for each target token a number from 0 to 1 for each source token, `[target, source]`.
    ///   - title: what stands above it.
    public init(sourceTokens: [String], targetTokens: [String], weights: [[Float]], title: String? = nil) {
        require(
            weights.count == targetTokens.count && weights.allSatisfy { $0.count == sourceTokens.count },
            "\(targetTokens.count) target tokens need as many rows of weights, each for \(sourceTokens.count) source"
                + " tokens, but there are \(weights.count) rows")
        self.sourceTokens = sourceTokens
        self.targetTokens = targetTokens
        self.weights = weights
        self.title = title
    }

    /// A picture of a translation, which must have kept its attention; one of a blank source is empty.
    ///
    /// - Parameters:
    ///   - translation: found by a search with `keepsAttention`, by a model with attention.
    ///   - title: what stands above it.
    public init(_ translation: Translation, title: String? = nil) {
        require(
            translation.attention.count == translation.tokens.count,
            "A translation of \(translation.tokens.count) tokens has the attention of \(translation.attention.count):"
                + " let the search keep it, of a model that has attention")
        self.init(
            sourceTokens: translation.sourceTokens, targetTokens: translation.tokens, weights: translation.attention,
            title: title)
    }

    /// The picture as a file of its own, on light and on dark ground.
    public var svg: String { Self.svg(of: [self]) }

    /// Several pictures, one below the other, as a file.
    ///
    /// - Returns: an SVG document; without any picture an empty one.
    public static func svg(of pictures: [AttentionPicture]) -> String {
        let gap = 16.0
        var y = gap
        var width = 0.0
        var groups: [Markup] = []
        for picture in pictures {
            let layout = AttentionLayout(picture)
            groups.append(
                .element(
                    "g", ["transform": "translate(\(Figures.length(gap)) \(Figures.length(y)))"], layout.content))
            y += layout.height + gap
            width = max(width, layout.width)
        }
        let size = (width: Figures.length(width + 2 * gap), height: Figures.length(y))
        let document = Markup.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": size.width, "height": size.height,
                "viewBox": "0 0 \(size.width) \(size.height)", "class": "attention",
            ],
            [
                .element("style", [:], Markup(raw: StyleSheet.attentionFile)),
                .element("rect", ["class": "ground", "width": "100%", "height": "100%"]),
            ] + groups)
        return document.text + "\n"
    }

    /// The first tokens of both sides.
    func prefix(_ count: Int) -> AttentionPicture {
        AttentionPicture(
            sourceTokens: Array(sourceTokens.prefix(count)), targetTokens: Array(targetTokens.prefix(count)),
            weights: weights.prefix(count).map { Array($0.prefix(count)) }, title: title)
    }

    /// The picture as a part of a page.
    var markup: Markup {
        let layout = AttentionLayout(self)
        let (width, height) = (Figures.length(layout.width), Figures.length(layout.height))
        return .element(
            "svg",
            [
                "viewBox": "0 0 \(width) \(height)", "width": width, "height": height, "class": "attention",
                "role": "img", "aria-label": title ?? "attention",
            ], layout.content)
    }
}
