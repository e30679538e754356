import Seq2SeqSettings

/// Bars side by side, each over a range of numbers.
struct BarChart {
    /// One bar.
    struct Bar {
        /// The numbers that it stands for.
        let label: String
        let value: Double
        /// What is read at it.
        let description: String
    }

    let title: String
    let bars: [Bar]
    /// What the bars' labels are.
    let horizontalTitle: String
    /// What stands below the title.
    var caption = ""

    /// The chart with its title.
    var markup: Markup {
        let frame = ChartFrame(
            horizontal: Scale([0, 1]).withoutTicks, vertical: Scale(bars.map(\.value), fromZero: true),
            horizontalTitle: horizontalTitle)
        let count = Double(max(1, bars.count))
        // As many labels as there is room for.
        let widest = bars.map { $0.label.widthInLetters }.max() ?? 1
        let every = max(1, Int((count * (widest + 1) * 6 / 300).rounded(.up)))
        var pieces: [Markup] = []
        for (index, bar) in bars.enumerated() {
            guard let x = frame.x((Double(index) + 0.08) / count), let end = frame.x((Double(index) + 0.92) / count),
                let y = frame.y(bar.value), let zero = frame.y(0)
            else { continue }
            pieces.append(
                .element(
                    "rect",
                    [
                        "class": "bar", "x": Figures.length(x), "y": Figures.length(y),
                        "width": Figures.length(end - x),
                        "height": Figures.length(max(zero - y, bar.value > 0 ? 0.5 : 0)),
                    ], .element("title", [:], Markup(bar.description))))
            if index % every == 0 {
                pieces.append(
                    .element(
                        "text", ["x": Figures.length((x + end) / 2), "y": "197", "text-anchor": "middle"],
                        Markup(bar.label)))
            }
        }
        return .element(
            "figure", ["class": "card"],
            .element("figcaption", [:], .element("strong", [:], Markup(title)), Markup(caption)),
            frame.markup("\(title) by \(horizontalTitle)", pieces))
    }
}

extension Scale {
    /// The same axis with nothing written at it.
    fileprivate var withoutTicks: Scale { Scale(low: low, high: high, isLogarithmic: isLogarithmic, ticks: []) }

    private init(low: Double, high: Double, isLogarithmic: Bool, ticks: [Double]) {
        self.low = low
        self.high = high
        self.isLogarithmic = isLogarithmic
        self.ticks = ticks
    }
}

extension BarChart {
    /// How many texts have which length.
    init(title: String, lengths: [Int], unit: String) {
        let longest = lengths.max() ?? 0
        // A bar for each length, or for each of a few, as 1, 2 or 5 times a power of ten.
        var width = 1
        var factors = [2, 5, 10]
        var power = 1
        while longest / width >= 24 {
            width = factors.removeFirst() * power
            if factors.isEmpty { (factors, power) = ([2, 5, 10], power * 10) }
        }
        var counts = [Int](repeating: 0, count: longest / width + 1)
        for length in lengths { counts[length / width] += 1 }
        let first = counts.firstIndex { $0 > 0 } ?? 0
        let shown = width == 1 ? first : 0
        self.init(
            title: title,
            bars: (shown..<counts.count).map { [counts, width] (index: Int) -> Bar in
                let (low, high) = (index * width, (index + 1) * width - 1)
                let range = width == 1 ? "\(low)" : "\(Figures.grouped(low)) to \(Figures.grouped(high))"
                return Bar(
                    label: Figures.grouped(low), value: Double(counts[index]),
                    description: "\(Figures.counted(counts[index], "text")) of \(range) \(unit)")
            }, horizontalTitle: unit)
    }
}
