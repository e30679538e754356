/// Tells on a terminal how far a file has been decoded.
struct DecodeProgress {
    private var line: ProgressLine
    private let start = ContinuousClock.now
    private let totalByteCount: Int

    /// Nothing is told unless messages go to a terminal and it is known how much there is to do. Results on a terminal
    /// show by themselves how far it is.
    init(on console: Console, totalByteCount: Int?, isQuiet: Bool) {
        let isShown = console.messageStyle == .live && totalByteCount != nil && !isQuiet && !console.showsResults
        line = console.progressLine(isQuiet: !isShown)
        self.totalByteCount = max(1, totalByteCount ?? 1)
    }

    /// Shows how many lines are done, and how many bytes of the input have been read for them.
    mutating func show(lineCount: Int, byteCount: Int) {
        let seconds = max(1e-3, Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000)
        let share = min(1, Double(byteCount) / Double(totalByteCount))
        line.show([
            "\(Figures.percent(share)), \(Figures.grouped(lineCount)) lines,"
                + " \(Figures.grouped(Int(Double(lineCount) / seconds))) a second"
        ])
    }

    /// Takes the live line away, so that something else can be written.
    mutating func finish() { line.finish() }
}
