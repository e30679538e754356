import Seq2SeqSettings
import Seq2SeqText
import Seq2SeqTraining

/// What a page says of the data: made once, since it does not change.
struct DataSection {
    /// How many pairs there are, how long they are, and what the vocabularies know of them.
    let markup: [Markup]

    init(_ data: TrainingData, sourceName: String, targetName: String) {
        let target = Side(targetName, data.training.map(\.target), data.targetVocabulary)
        let sides =
            data.options.targetOnly
            ? [target] : [Side(sourceName, data.training.map(\.source), data.sourceVocabulary), target]
        let known = Set(data.trainingPairs)
        let repeated = data.trainingPairs.count - known.count
        let seen = data.validation.count(where: known.contains)
        var facts = [
            ("training pairs", Figures.grouped(data.training.count)), ("of them repeated", Figures.grouped(repeated)),
            ("validation pairs", Figures.grouped(data.validation.count)),
            ("of them in training", Figures.grouped(seen)),
        ]
        if data.leftOutCount > 0 { facts.append(("left out as too long", Figures.grouped(data.leftOutCount))) }
        var unknown = sides.map { _ in Double?.none }
        if !data.validation.isEmpty {
            let summary = data.validationSummary
            unknown = [summary.unknownSourceShare, summary.unknownTargetShare].suffix(sides.count)
        }
        markup = [
            .facts(facts.map { (name: $0.0, value: $0.1) }), .grid(sides.map(\.histogram)),
            .element("h3", [:], Markup("Vocabularies")),
            .table(
                head: [
                    "", "ids", "tokens in training", "unknown in training", "unknown in validation",
                    "ids for 50 % / 90 % / 99 % of the tokens",
                ], rows: zip(sides, unknown).map { $0.row(unknownInValidation: $1) }, numbers: [1, 2, 3, 4, 5]),
        ]
    }

    /// One side of the pairs.
    private struct Side {
        let name: String
        let lengths: [Int]
        let vocabularySize: Int
        /// How often each id occurs, the most frequent first.
        let counts: [Int]
        let unknownCount: Int

        init(_ name: String, _ sequences: [[Int32]], _ vocabulary: Vocabulary) {
            self.name = name
            lengths = sequences.map(\.count)
            vocabularySize = vocabulary.count
            var counts = [Int](repeating: 0, count: vocabulary.count)
            for sequence in sequences {
                for id in sequence { counts[Int(id)] += 1 }
            }
            unknownCount = counts[Int(Vocabulary.unknown)]
            self.counts = counts.sorted(by: >)
        }

        var histogram: Markup {
            let lengths = LengthPercentiles(self.lengths)
            var chart = BarChart(title: "\(name) lengths", lengths: self.lengths, unit: "tokens")
            chart.caption =
                "median \(lengths.median), 95 % up to \(lengths.percentile95), longest \(lengths.longest)"
            return chart.markup
        }

        func row(unknownInValidation: Double?) -> [Markup] {
            let total = counts.reduce(0, +)
            let needed = [0.5, 0.9, 0.99].map { share in
                var sum = 0
                return Figures.grouped(
                    counts.prefix { count in
                        defer { sum += count }
                        return Double(sum) < share * Double(total)
                    }.count)
            }
            return [
                name, Figures.grouped(vocabularySize), Figures.grouped(total),
                Figures.percent(Double(unknownCount) / Double(max(1, total))),
                unknownInValidation.map(Figures.percent) ?? "–", needed.joined(separator: " / "),
            ].map { Markup($0) }
        }
    }
}
