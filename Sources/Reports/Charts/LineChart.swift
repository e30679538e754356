import Seq2SeqSettings

/// Curves over the steps of a training.
struct LineChart {
    /// One curve.
    struct Line {
        /// What it shows, for the legend.
        let name: String
        let points: [(x: Double, y: Double)]
        /// Whether each point is marked, with its numbers to read.
        var isMarked = false
        /// The place of a point to point out.
        var highlighted: Int?
    }

    let title: String
    let lines: [Line]
    var startsAtZero = false
    /// Whether factors are shown if the numbers differ by large ones.
    var mayBeLogarithmic = false
    /// What the curves go over.
    var unit = "step"

    /// The chart with its title, its legend and its last numbers.
    var markup: Markup {
        let values = lines.flatMap { $0.points.map(\.y) }.filter(\.isFinite)
        let positive = values.filter { $0 > 0 }
        let isLogarithmic =
            mayBeLogarithmic && positive.count == values.count && (positive.max() ?? 1) > 30 * (positive.min() ?? 1)
        let frame = ChartFrame(
            horizontal: Scale(lines.flatMap { $0.points.map(\.x) }, fromZero: true, count: 5),
            vertical: Scale(values, fromZero: startsAtZero, logarithmic: isLogarithmic), horizontalTitle: unit)
        let curves = lines.enumerated().map { Self.curve($1, class: "line\($0 + 1)", in: frame, over: unit) }
        return .element(
            "figure", ["class": "card"],
            .element("figcaption", [:], .element("strong", [:], Markup(title)), legend),
            frame.markup("\(title) by \(unit)", curves))
    }

    private var legend: Markup {
        Markup(
            lines.enumerated().map { index, line in
                let last = line.points.last { $0.y.isFinite }
                let best = line.highlighted.map { ", of the best model \(Figures.value(line.points[$0].y))" } ?? ""
                return .element(
                    "span", ["class": "key key\(index + 1)"], .element("i", ["class": "swatch"]),
                    Markup(line.name + (last.map { " \(Figures.value($0.y))" } ?? "") + best))
            })
    }

    private static func curve(
        _ line: Line, class name: String, in frame: ChartFrame, over unit: String
    ) -> Markup {
        var path = ""
        var isDrawing = false
        var marks: [Markup] = []
        for (index, point) in line.points.enumerated() {
            guard let x = frame.x(point.x), let y = frame.y(point.y) else {
                isDrawing = false
                continue
            }
            path += (isDrawing ? "L" : "M") + Figures.length(x) + " " + Figures.length(y)
            isDrawing = true
            let isHighlighted = index == line.highlighted
            guard line.isMarked || isHighlighted || line.points.count == 1 else { continue }
            marks.append(
                .element(
                    "circle",
                    [
                        "class": name + (isHighlighted ? " best" : ""), "cx": Figures.length(x),
                        "cy": Figures.length(y), "r": isHighlighted ? "4.5" : line.points.count > 60 ? "1.5" : "2.5",
                    ],
                    .element(
                        "title", [:],
                        Markup("\(unit) \(Figures.grouped(Int(point.x))): \(line.name) \(Figures.value(point.y))"))))
        }
        return .element("path", ["class": name, "d": path]) + Markup(marks)
    }
}
