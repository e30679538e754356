import Seq2SeqSettings

/// What charts have in common: axes with their numbers, around a place for the data. Lengths are those of the picture.
struct ChartFrame {
    /// The picture's size.
    static let (width, height) = (360.0, 220.0)
    private static let (left, right, top, bottom) = (46.0, 12.0, 10.0, 38.0)

    let horizontal: Scale
    let vertical: Scale
    /// What the numbers below mean.
    let horizontalTitle: String

    /// Where a number of the horizontal axis stands.
    func x(_ value: Double) -> Double? {
        horizontal.position(of: value).map { Self.left + $0 * (Self.width - Self.left - Self.right) }
    }

    /// Where a number of the vertical axis stands.
    func y(_ value: Double) -> Double? {
        vertical.position(of: value).map { Self.height - Self.bottom - $0 * (Self.height - Self.top - Self.bottom) }
    }

    /// The picture.
    ///
    /// - Parameters:
    ///   - description: what it shows, for those who cannot see it.
    ///   - content: the data.
    func markup(_ description: String, _ content: [Markup]) -> Markup {
        .element(
            "svg",
            [
                "viewBox": "0 0 \(Figures.length(Self.width)) \(Figures.length(Self.height))", "role": "img",
                "class": "chart", "aria-label": description,
            ], [axes] + content)
    }

    private var axes: Markup {
        let (bottom, end) = (Self.height - Self.bottom, Self.width - Self.right)
        var lines = ""
        var pieces: [Markup] = []
        for tick in vertical.ticks {
            guard let y = y(tick) else { continue }
            lines += "M\(Figures.length(Self.left)) \(Figures.length(y))H\(Figures.length(end))"
            pieces.append(Self.text(vertical.label(tick), x: Self.left - 5, y: y + 4, anchor: "end"))
        }
        for tick in horizontal.ticks {
            guard let x = x(tick) else { continue }
            pieces.append(Self.text(horizontal.label(tick), x: x, y: bottom + 15, anchor: "middle"))
        }
        pieces.append(Self.text(horizontalTitle, x: (Self.left + end) / 2, y: Self.height - 6, anchor: "middle"))
        return .element("path", ["class": "grid", "d": lines]) + Markup(pieces)
    }

    private static func text(_ text: String, x: Double, y: Double, anchor: String) -> Markup {
        .element(
            "text", ["x": Figures.length(x), "y": Figures.length(y), "text-anchor": anchor], Markup(text))
    }
}
