import Foundation
import Seq2Seq
import Seq2SeqFiles
import Seq2SeqSettings

/// A search: its trials, what is known of them, and who goes on.
struct TuneSearch {
    private let corpora: TrainCorpora
    private let directory: String
    private let metric: TrainingOptions.Metric
    private let trials: [Trial]
    private let halving: SuccessiveHalving
    private let jobCount: Int
    private let isQuiet: Bool
    private var journal: TuneJournal

    /// - Throws: what reading the pairs throws, `TuneError`, `SystemError`.
    init(_ arguments: TuneArguments, _ corpora: TrainCorpora, model: String, directory: String) throws {
        self.corpora = corpora
        self.directory = directory
        isQuiet = arguments.training.quiet
        let input = try TrainInput(arguments.training, corpora, settingsOf: nil)
        let plan = input.plan
        guard !plan.data.validation.isEmpty else { throw TuneError.nothingToValidateWith }
        metric = plan.settings.training.metric
        let trialCount = arguments.trialCount ?? 1
        let search = SettingSearch(around: plan, seed: plan.settings.training.seed)
        trials = (0..<trialCount).map {
            Trial($0, of: search, arguments, model: model, directory: directory)
        }
        let planned = plan.plannedSteps
        halving = SuccessiveHalving(
            trialCount: trialCount, stepsPerRung: arguments.stepsPerRung ?? max(1, (planned + 8) / 9),
            plannedSteps: planned)
        jobCount = arguments.jobCount ?? ProcessInfo.processInfo.activeProcessorCount
        let journalPath = directory + "/journal.jsonl"
        if FileStatus(directory) != nil && FileStatus(journalPath) == nil { throw TuneError.otherThing(directory) }
        if FileStatus(directory) != nil && !arguments.resume {
            guard arguments.training.overwrite else { throw TuneError.searchThere(directory) }
            try Directory(directory).remove()
        }
        try Directory(directory).create()
        journal = try TuneJournal(
            at: journalPath,
            .init(
                version: Version.current, words: arguments.words(with: [], model: model), trials: trialCount,
                stepsPerRung: halving.rungs.first ?? planned))
    }

    /// Goes from rung to rung.
    ///
    /// - Returns: the winner; nil if the user asked to stop.
    mutating func run(on console: Console, log: TuneLog?) throws -> Trial? {
        var progress = console.progressLine(isQuiet: isQuiet)
        defer { progress.finish() }
        let rungs = halving.rungs.map { Figures.grouped($0) }.joined(separator: ", ")
        let early = rungs.isEmpty ? "" : "at the first validation from step \(rungs) on, and "
        progress.note("\(Figures.counted(trials.count, "trial")), compared \(early)at the end")
        for trial in trials {
            for path in [trial.checkpointPath, trial.modelPath] { AtomicFile.removeLeftovers(of: path) }
        }
        var runners = Array(trials.indices)
        for rung in 0...halving.rungs.count {
            let isLast = rung == halving.rungs.count
            guard try climb(runners, to: rung, &progress, log) else { return nil }
            let ranked = self.ranked(runners, at: rung)
            if isLast {
                guard let winner = ranked.first, journal.entry(trial: winner, rung: rung)?.report != nil else {
                    throw TuneError.allDiverged
                }
                return trials[winner]
            }
            let survivors = halving.survivors(of: ranked)
            progress.note(
                "\(Figures.counted(survivors.count, "trial")) of \(runners.count) go on: "
                    + survivors.map { "\($0 + 1)" }.joined(separator: ", "))
            for trial in runners where !survivors.contains(trial) { trials[trial].removeFiles() }
            runners = survivors
        }
        return nil
    }

    /// Trains all runners up to a rung, side by side.
    ///
    /// - Returns: whether they came there; they do not if the user asks to stop.
    private mutating func climb(
        _ runners: [Int], to rung: Int, _ progress: inout ProgressLine, _ log: TuneLog?
    ) throws -> Bool {
        let waiting = runners.filter { journal.entry(trial: $0, rung: rung) == nil }
        guard !waiting.isEmpty else { return true }
        let workers = min(jobCount, waiting.count)
        let threads = max(1, ProcessInfo.processInfo.activeProcessorCount / workers)
        let steps = rung < halving.rungs.count ? halving.rungs[rung] : nil
        let queue = TrialQueue(waiting.map { trials[$0] }, workers: workers)
        queue.start { [corpora, metric] trial, tell in
            try trial.train(on: corpora, rung: rung, until: steps, threads: threads) { report in
                // What a trial has at the rung is told with its settings.
                if let steps, report.step >= steps { return }
                tell(["trial \(trial.number + 1)", "step \(Figures.grouped(report.step))", report.score(by: metric)])
            }
        }
        while true {
            let news = queue.news()
            for parts in news.progress { progress.show(parts.map { ProgressPart($0) }) }
            for entry in news.entries {
                let trial = trials[entry.trial]
                try journal.add(entry)
                try log?.write(entry.ending == nil ? "rung" : "ended", trial, entry)
                progress.note([
                    "trial \(trial.number + 1)", "step \(Figures.grouped(entry.steps))",
                    entry.report?.score(by: metric) ?? "no validation", trial.settings,
                ])
            }
            if let failure = news.failure { throw failure }
            if news.isLast { break }
            Thread.sleep(forTimeInterval: 0.05)
        }
        return waiting.allSatisfy { journal.entry(trial: $0, rung: rung) != nil }
    }

    /// Trials by how they stand at a rung, the best first; of equal ones the first.
    private func ranked(_ runners: [Int], at rung: Int) -> [Int] {
        let reports = runners.map { journal.entry(trial: $0, rung: rung)?.report }
        return runners.indices.sorted { one, other in
            guard let left = reports[one] else { return false }
            guard let right = reports[other] else { return true }
            if left.isBetter(than: right, by: metric) { return true }
            return !right.isBetter(than: left, by: metric) && one < other
        }.map { runners[$0] }
    }

    /// Says who won, and removes what a finished search has no use for.
    func finish(_ winner: Trial, on console: Console, log: TuneLog?) {
        for trial in trials where trial.number != winner.number { trial.removeFiles() }
        if isQuiet { return }
        let best = journal.entry(trial: winner.number, rung: halving.rungs.count)?.report
        let recipe = journal.entry(trial: 0, rung: halving.rungs.count)?.report
        console.report(
            "Trial \(winner.number + 1) is the best: \(best?.score(by: metric) ?? "")"
                + (winner.number == 0 ? "" : " (the recipe: \(recipe?.score(by: metric) ?? "none"))")
                + ", \(winner.settings)\n"
        )
    }
}
