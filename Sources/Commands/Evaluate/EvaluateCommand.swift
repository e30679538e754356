import Foundation
import Seq2Seq
import Seq2SeqFiles

/// `seq2seq-evaluate`: tells how good decoded texts are.
public enum EvaluateCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        EvaluateArguments.run(words, on: .standard()) { arguments, console in
            try arguments.checkReport()
            var arguments = arguments
            let translator = arguments.decoding.models.isEmpty ? nil : try arguments.decoding.translator(scores: true)
            if translator?.model.isLanguageModel == true { try arguments.measureLanguageModel() }
            let columns = arguments.columns ?? .firstTwo
            let decoding = arguments.decoding
            var reading = PairReading(
                columns: columns.with(tags: decoding.tagColumn).with(secondSource: decoding.secondSourceColumn))
            reading.targetsAlone = translator?.model.isLanguageModel ?? false
            reading.allowsBlank = translator?.allowsBlank ?? arguments.allowsBlank
            let texts = try ReferenceTexts(arguments, &reading)
            (reading.columns, reading.targetsAlone) = (columns, false)
            for notice in texts.notices { console.report("seq2seq-evaluate: \(notice)\n") }
            let counts = try arguments.rarityCorpus.map { path in
                UnitCounts(of: try reading.pairs(at: path).pairs.map(\.source), unit: texts.sourceUnit)
            }
            let outputs = try arguments.outputs(for: texts, by: translator, &reading, on: console)
            for output in outputs {
                for message in output.unknownSources.messages { console.report("seq2seq-evaluate: \(message)\n") }
            }
            let report = EvaluationReport(arguments, texts, outputs, rarity: counts)
            if let path = arguments.report {
                let page = report.page(arguments, words: words, texts, outputs, rarity: counts)
                try AtomicFile.write(Data(page.html.utf8), to: path)
            }
            try console.write(arguments.format == .json ? report.json : report.text)
            return .done
        }
    }
}

/// Texts to judge.
struct DecodedOutput {
    /// The file they are from, or the model.
    let name: String
    let lines: [String]
    /// For each line the log probability of its reference and how many tokens that has, if a model decoded it.
    var likelihoods: [Double]?
    /// Some translations that have kept their attention, for a page.
    var attended: [Translation] = []
    /// What the model does not know of the sources.
    var unknownSources = UnknownSources()
}

extension EvaluateArguments {
    /// What is judged: read from files, or decoded.
    func outputs(
        for texts: ReferenceTexts, by translator: Translator?, _ reading: inout PairReading, on console: Console
    ) throws -> [DecodedOutput] {
        guard let translator else {
            return try outputs.map { path in
                let name = PairReading.name(of: path)
                let lines = try reading.lines(of: path)
                guard lines.count == texts.references.count else {
                    throw EvaluateError.unequalLineCounts(
                        output: name, lines: lines.count, references: texts.path,
                        referenceLines: texts.references.count)
                }
                return DecodedOutput(name: name, lines: lines)
            }
        }
        let isLanguageModel = translator.model.isLanguageModel
        // Without sources nothing is decoded.
        var output =
            isLanguageModel
            ? DecodedOutput(name: decoding.models.joined(separator: " + "), lines: texts.references)
            : decode(texts, with: translator, on: console)
        if !isLanguageModel { output.attended = attended(texts, by: translator) }
        if metrics?.contains(.perplexity) ?? true, let corpus = texts.corpus {
            try MachineMemory.checkScoring(corpus, from: texts.path, with: translator)
            let tokenizer = translator.model.targetTokenizer
            output.likelihoods = zip(translator.logProbabilities(of: corpus.pairs), corpus.pairs).flatMap {
                [$0, Double(tokenizer.tokens(of: $1.target).count + 1)]
            }
        }
        return [output]
    }

    /// Leaves of the scores what a language model has: how probable it finds texts.
    ///
    /// - Throws: `EvaluateError` if others are asked for, or what only a search looks at.
    fileprivate mutating func measureLanguageModel() throws {
        let table = Self.command.settings
        let searching = table.groups.filter { ["Search", "Sampling"].contains($0.title) }.flatMap(\.settings)
        if let idle = (searching.map(\.name) + [table[\.rarityCorpus]]).first(where: origins.isGiven) {
            throw EvaluateError.languageModel(name: decoding.models[0], idle: idle.option)
        }
        let others = metrics?.filter { $0 != .perplexity } ?? []
        guard others.isEmpty, confusionCount == 0, report == nil, pairs != nil else {
            throw EvaluateError.languageModel(name: decoding.models[0], idle: nil)
        }
        metrics = [.perplexity]
    }

    /// Decodes all sources, telling on a terminal how far it is.
    private func decode(_ texts: ReferenceTexts, with translator: Translator, on console: Console) -> DecodedOutput {
        let sources = texts.sources ?? []
        let lineNumbers = texts.corpus?.lineNumbers ?? Array(1...sources.count)
        var (unknown, unsaidCount) = (UnknownSources(), 0)
        var progress = console.progressLine(isQuiet: console.messageStyle != .live)
        defer { progress.finish() }
        var timeLeft = TimeLeft()
        var lines: [String] = []
        while lines.count < sources.count {
            let share = Double(lines.count) / Double(sources.count)
            timeLeft.add(progress: share)
            progress.show([
                ProgressPart(Figures.percent(share), .high),
                ProgressPart("\(Figures.counted(lines.count, "line")) decoded"), ProgressPart(timeLeft.text, .highest),
            ])
            let next = lines.count..<min(lines.count + Self.linesAtOnce, sources.count)
            for hypotheses in translator.hypotheses(of: next.map { texts.sourceText($0) }) {
                unknown.add(hypotheses[0], line: lineNumbers[lines.count])
                unsaidCount += hypotheses[0].meetsConstraints ? 0 : 1
                lines.append(hypotheses[0].text)
            }
        }
        if unsaidCount > 0 {
            progress.finish()
            console.report(
                "seq2seq-evaluate: for \(Figures.grouped(unsaidCount)) of \(Figures.counted(sources.count, "line")) no"
                    + " output was found that keeps to what may be said; they count as they are.\n")
        }
        return DecodedOutput(
            name: decoding.models.joined(separator: " + "), lines: lines, unknownSources: unknown)
    }

    private static let linesAtOnce = 1024
}
