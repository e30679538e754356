import Seq2SeqEvaluation
import Seq2SeqSettings
import Seq2SeqText

/// What was decoded of a source, beside what should have been.
package struct DecodedPair: Sendable, Hashable {
    /// The source; nil if it is not known.
    package let source: String?
    package let reference: String
    package let hypothesis: String
    /// The line of a file; nil if it is of none.
    package let line: Int?

    package init(source: String?, reference: String, hypothesis: String, line: Int? = nil) {
        self.source = source
        self.reference = reference
        self.hypothesis = hypothesis
        self.line = line
    }
}

/// The pairs that were decoded best and worst, and what went wrong by the length of the source.
struct DecodedPairs {
    private let pairs: [DecodedPair]
    private let unit: TextUnit
    /// The edits of each pair, and the units of its reference.
    private let errors: [(edits: Int, units: Int)]

    /// Pairs that are shown, of the best and of the worst.
    private static let shownCount = 10
    /// Bytes of a text that is still compared unit by unit.
    private static let longestCompared = 2000

    init(_ pairs: [DecodedPair]) {
        self.pairs = pairs
        let unit = TextUnit(natural: pairs.map(\.reference))
        self.unit = unit
        let rate = ErrorRate(unit)
        errors = pairs.map { pair in
            let statistics = rate.statistics(hypothesis: pair.hypothesis, reference: pair.reference)
            return (Int(statistics[0]), Int(statistics[1]))
        }
    }

    private func rate(_ index: Int) -> Double { Double(errors[index].edits) / Double(max(1, errors[index].units)) }

    /// The worst pairs and the best, the longer one of equally good ones first.
    var markup: [Markup] {
        let order = pairs.indices.sorted { first, second in
            (rate(first), errors[first].units, second) > (rate(second), errors[second].units, first)
        }
        let worst = order.prefix { errors[$0].edits > 0 }.prefix(Self.shownCount)
        let best = pairs.indices.sorted { first, second in
            (rate(second), errors[first].units, second) > (rate(first), errors[second].units, first)
        }.prefix(Self.shownCount)
        let rightCount = errors.count { $0.edits == 0 }
        return [
            .paragraph(
                "\(Figures.grouped(rightCount)) of \(Figures.counted(pairs.count, "pair")) have no error. In an output,"
                    + " what is wrong or too much is marked; in a reference, what is missing.", class: "soft"),
            .element("h3", [:], Markup("Worst")),
            worst.isEmpty ? .paragraph("All are right.") : list(worst),
            .element("h3", [:], Markup("Best")), list(best),
        ]
    }

    private func list(_ indices: some Sequence<Int>) -> Markup {
        .element(
            "ol", ["class": "pairs"],
            indices.map { index in
                let pair = pairs[index]
                let (edits, units) = errors[index]
                let place = pair.line.map { "line \(Figures.grouped($0)): " } ?? ""
                let verdict =
                    edits == 0
                    ? "\(place)right, \(Self.counted(units, unit))"
                    : "\(place)\(Figures.counted(edits, "error")) in \(Self.counted(units, unit))"
                return .element(
                    "li", ["class": "card pair"], .element("div", ["class": "soft"], Markup(verdict)),
                    .element("dl", [:], Self.entries(pair, unit)))
            })
    }

    private static func counted(_ count: Int, _ unit: TextUnit) -> String {
        Figures.counted(count, unit == .words ? "word" : "character")
    }

    /// Source, output and reference, the last only if it is another.
    static func entries(_ pair: DecodedPair, _ unit: TextUnit) -> [Markup] {
        var entries: [Markup] = []
        func add(_ name: String, _ content: Markup) {
            entries += [.element("dt", [:], Markup(name)), .element("dd", [:], content)]
        }
        if let source = pair.source { add("source", .quoted(source)) }
        let (output, reference) = marked(pair, unit)
        add("output", output)
        if pair.hypothesis != pair.reference { add("reference", reference) }
        return entries
    }

    /// An output and its reference with their differences marked.
    static func marked(_ pair: DecodedPair, _ unit: TextUnit) -> (output: Markup, reference: Markup) {
        if pair.hypothesis.isBlank {
            return (.element("mark", [:], Markup("(nothing)")), .quoted(pair.reference))
        }
        guard max(pair.hypothesis.utf8.count, pair.reference.utf8.count) <= longestCompared else {
            return (.quoted(pair.hypothesis), .quoted(pair.reference))
        }
        let difference = TextDifference(reference: pair.reference, hypothesis: pair.hypothesis, unit: unit)
        func marked(_ pieces: [TextDifference.Piece], class name: String?) -> Markup {
            var content: [Markup] = []
            for piece in pieces {
                if unit == .words && !content.isEmpty { content.append(Markup(" ")) }
                content.append(
                    piece.isCommon ? Markup(piece.text) : .element("mark", ["class": name], Markup(piece.text)))
            }
            return .element("bdi", ["dir": "auto"], content)
        }
        return (marked(difference.hypothesis, class: nil), marked(difference.reference, class: "missing"))
    }

    /// How errors grow with the length of the source, or of the reference if there is no source.
    var byLength: [Markup] {
        let hasSources = pairs.allSatisfy { $0.source != nil }
        let measured = pairs.map { $0.source ?? $0.reference }
        let lengthUnit = TextUnit(natural: measured)
        let groups = LineGroup.byLength(measured.map { lengthUnit.units(of: $0).count })
        let title = (hasSources ? "source" : "reference") + " length in \(lengthUnit.rawValue)"
        let rows = groups.map { group in
            let edits = group.lines.reduce(0) { $0 + errors[$1].edits }
            let units = group.lines.reduce(0) { $0 + errors[$1].units }
            let right = group.lines.count { errors[$0].edits == 0 }
            return (
                label: Figures.range(group.range), lines: group.lines.count,
                exact: Double(right) / Double(group.lines.count), rate: Double(edits) / Double(max(1, units))
            )
        }
        let rateName = unit == .words ? "word error rate" : "character error rate"
        return [
            .grid([
                BarChart(
                    title: "\(rateName), %",
                    bars: rows.map { row in
                        .init(
                            label: row.label, value: 100 * row.rate,
                            description: "\(row.label): \(Figures.percent(row.rate))")
                    }, horizontalTitle: title
                ).markup,
                .element(
                    "div", ["class": "card"],
                    .table(
                        head: [title, "pairs", "no error", rateName],
                        rows: rows.map { row in
                            [
                                Markup(row.label), Markup(Figures.grouped(row.lines)),
                                Markup(Figures.percent(row.exact)),
                                Markup(Figures.percent(row.rate)),
                            ]
                        }, numbers: [1, 2, 3])),
            ])
        ]
    }
}
