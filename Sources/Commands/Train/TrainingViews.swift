import Foundation
import Seq2Seq
import Seq2SeqFiles

/// What shows a training besides the terminal and the log: the page and the events for TensorBoard.
struct TrainingViews {
    private var page: TrainingPage?
    private let pagePath: String?
    /// What writing the page may take while the training runs.
    private var writing = TimeShare()
    private var board: TensorBoardLog?

    /// Begins to show a training.
    ///
    /// - Parameters:
    ///   - words: the command line without the command's own name.
    ///   - checkpoint: what the training goes on from.
    init(
        _ arguments: TrainArguments, words: [String], _ trainer: borrowing Trainer, _ input: TrainInput,
        goingOnFrom checkpoint: TrainingCheckpoint?
    ) throws {
        pagePath = arguments.report
        if let path = arguments.report {
            AtomicFile.removeLeftovers(of: path)
            var page = TrainingPage(trainer, on: input.data, title: arguments.model ?? path)
            page.settings = TrainArguments.command.settings.settings.map { setting in
                ReportedSetting(
                    name: setting.name.option, value: setting.text(arguments), origin: arguments.origins[setting.name])
            }
            page.findings = input.notices + input.findings
            page.command = TypedCommand.lines(TrainArguments.command.name, words)
            self.page = page
        }
        board = try arguments.tensorBoard.map { try TensorBoardLog(at: $0, goingOnFrom: checkpoint) }
    }

    /// Takes in what the training tells, and shows it.
    mutating func receive(_ event: TrainingEvent) throws {
        try board?.receive(event)
        page?.receive(event)
        switch event {
        case .validation, .epochFinished:
            var writing = writing
            defer { self.writing = writing }
            _ = try writing.value { try write(ending: nil) }
        default: break
        }
    }

    /// Shows how the training ended.
    mutating func finish(_ summary: TrainingSummary) throws { try write(ending: summary) }

    private mutating func write(ending: TrainingSummary?) throws {
        guard let pagePath, let html = page?.html(ending: ending) else { return }
        try AtomicFile.write(Data(html.utf8), to: pagePath)
    }

    /// Finds out before time is spent whether the page and the events can be written, and changes nothing.
    ///
    /// - Parameter goesOn: whether there is a training to go on with.
    /// - Throws: `SystemError`, `TrainingViewsError`.
    static func check(_ arguments: TrainArguments, goesOn: Bool) throws {
        if let path = arguments.report {
            try ReportDestination.check(
                path, generator: TrainingPage.generator, replacesEarlier: goesOn || arguments.overwrite,
                replacesOthers: arguments.overwrite)
        }
        guard let path = arguments.tensorBoard else { return }
        if let status = FileStatus(path) {
            if status.kind != .directory { throw SystemError(.write, path, code: ENOTDIR) }
            if let obstacle = FileStatus.writeObstacle(path) { throw obstacle }
        } else {
            // The nearest directory that there is takes the new ones.
            var parent = URL(fileURLWithPath: path).deletingLastPathComponent()
            while FileStatus(parent.path) == nil { parent.deleteLastPathComponent() }
            if let obstacle = FileStatus.writeObstacle(parent.path) {
                throw SystemError(.write, path, code: obstacle.code)
            }
        }
        let directory = EventDirectory(path)
        let files = directory.files()
        if let other = files.others.first { throw ReportDestinationError.holdsOtherEvents(path, name: other) }
        if try directory.isInUse() { throw ReportDestinationError.eventsInUse(path) }
        if !files.own.isEmpty && !goesOn && !arguments.overwrite {
            throw ReportDestinationError.holdsEarlierEvents(path)
        }
    }
}
