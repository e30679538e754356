import Seq2SeqSettings

/// Where the parts of a picture of attention stand. Lengths are those of the picture.
struct AttentionLayout {
    private let picture: AttentionPicture
    /// Tokens as they are shown: columns and rows.
    private let columns: [String]
    private let rows: [String]
    /// Whether the first source token is the rightmost.
    let isRightToLeft: Bool
    /// The size of a cell.
    private let cell: (width: Double, height: Double)
    /// How far the last column's token reaches over the grid.
    private let overhang: Double
    private let gridX: Double
    private let gridY: Double
    /// Whether columns are read along their direction, not upright.
    private let isTurned: Bool

    private static let letterWidth = 7.0
    private static let titleHeight = 22.0
    /// Characters of a token at most; of a title.
    private static let (tokenLength, titleLength) = (24, 80)
    /// Shades of attention. What is below half of the first is not drawn, so there are few cells however long the texts.
    private static let shadeCount = 16

    init(_ picture: AttentionPicture) {
        self.picture = picture
        columns = picture.sourceTokens.map { $0.token(atMost: Self.tokenLength) }
        rows = picture.targetTokens.map { $0.token(atMost: Self.tokenLength) }
        let directed = picture.sourceTokens.map(\.isRightToLeft)
        isRightToLeft = 2 * directed.count { $0 } > directed.count || picture.sourceTokens.joined().isRightToLeft
        let widest = columns.map(\.widthInLetters).max() ?? 0
        isTurned = widest > 3
        cell = (isTurned ? 22 : max(20, widest * Self.letterWidth + 8), 22)
        let header = columns.isEmpty ? 0 : isTurned ? widest * Self.letterWidth * 0.87 + 14 : 20
        overhang = isTurned ? widest * Self.letterWidth / 2 : 0
        gridX = max(20, (rows.map(\.widthInLetters).max() ?? 0) * Self.letterWidth + 12)
        gridY = (picture.title == nil ? 0 : Self.titleHeight) + header
    }

    /// How wide the picture is.
    var width: Double {
        let title = picture.title.map { min(Double(Self.titleLength), $0.widthInLetters) * 8 } ?? 0
        return max(gridX + Double(columns.count) * cell.width + 2 + overhang, title)
    }

    /// How high the picture is.
    var height: Double { gridY + Double(rows.count) * cell.height + 2 }

    /// The picture, from its upper left corner.
    var content: [Markup] {
        var pieces: [Markup] = []
        if let title = picture.title {
            pieces.append(
                Self.label(title, title.readable(atMost: Self.titleLength), x: 0, y: 14, anchor: .start, class: "title")
            )
        }
        for (index, token) in columns.enumerated() {
            let x = self.x(ofColumn: index) + cell.width / 2
            pieces.append(
                Self.label(
                    picture.sourceTokens[index], token, x: isTurned ? x + 4 : x, y: gridY - 6,
                    anchor: isTurned ? .start : .middle, isTurned: isTurned))
        }
        for (index, token) in rows.enumerated() {
            let y = gridY + (Double(index) + 0.5) * cell.height + 4
            pieces.append(Self.label(picture.targetTokens[index], token, x: gridX - 6, y: y, anchor: .end))
        }
        if rows.isEmpty || columns.isEmpty { return pieces }
        return pieces + cells + [frame] + rows.indices.map(rowDescription)
    }

    private func x(ofColumn index: Int) -> Double {
        gridX + Double(isRightToLeft ? columns.count - 1 - index : index) * cell.width
    }

    /// A path for each shade.
    private var cells: [Markup] {
        let (width, height) = (Figures.length(cell.width), Figures.length(cell.height))
        let outline = "h\(width)v\(height)h-\(width)z"
        var paths = [String](repeating: "", count: Self.shadeCount + 1)
        for (row, weights) in picture.weights.enumerated() {
            for (column, weight) in weights.enumerated() where weight.isFinite {
                let shade = Int((min(1, max(0, weight)) * Float(Self.shadeCount)).rounded())
                if shade == 0 { continue }
                let (x, y) = (x(ofColumn: column), gridY + Double(row) * cell.height)
                paths[shade] += "M\(Figures.length(x)) \(Figures.length(y))" + outline
            }
        }
        return paths.indices.filter { !paths[$0].isEmpty }.map { shade in
            .element(
                "path",
                [
                    "class": "cell", "fill-opacity": Figures.length(Double(shade) / Double(Self.shadeCount)),
                    "d": paths[shade],
                ])
        }
    }

    private var frame: Markup {
        .element(
            "rect",
            [
                "class": "frame", "x": Figures.length(gridX), "y": Figures.length(gridY),
                "width": Figures.length(Double(columns.count) * cell.width),
                "height": Figures.length(Double(rows.count) * cell.height),
            ])
    }

    /// What is read at a row: the tokens that it attends to most.
    private func rowDescription(_ row: Int) -> Markup {
        let weights = picture.weights[row]
        let order = weights.indices.sorted { (weights[$0], $1) > (weights[$1], $0) }.prefix(3)
        let most = order.map { "\(columns[$0]) \(Figures.percent(Double(weights[$0])))" }.joined(separator: ", ")
        return .element(
            "rect",
            [
                "class": "row", "x": Figures.length(gridX), "y": Figures.length(gridY + Double(row) * cell.height),
                "width": Figures.length(Double(columns.count) * cell.width), "height": Figures.length(cell.height),
            ], .element("title", [:], Markup("\(rows[row]) attends to \(most)")))
    }

    private enum Anchor: String { case start, middle, end }

    /// A token, or a title, as a text of its own; in whole at the pointer if it is cut.
    private static func label(
        _ whole: String, _ shown: String, x: Double, y: Double, anchor: Anchor, class name: String? = nil,
        isTurned: Bool = false
    ) -> Markup {
        let place = "\(Figures.length(x)) \(Figures.length(y))"
        // Where text begins depends on its direction; here it does not.
        let isReversed = whole.isRightToLeft
        let turned: [Anchor: Anchor] = [.start: .end, .middle: .middle, .end: .start]
        let content = Markup(shown)
        return .element(
            "text",
            [
                "transform": isTurned ? "translate(\(place)) rotate(-60)" : nil,
                "x": isTurned ? nil : Figures.length(x),
                "y": isTurned ? nil : Figures.length(y), "class": name, "direction": isReversed ? "rtl" : nil,
                "text-anchor": (isReversed ? turned[anchor] ?? anchor : anchor).rawValue,
            ],
            shown.hasSuffix("…") && shown != whole
                ? content + .element("title", [:], Markup(whole.readable(atMost: 400))) : content)
    }
}
