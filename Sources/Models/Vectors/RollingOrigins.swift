import Seq2SeqLayers
import Seq2SeqSettings

/// A series cut at origins: what had been seen by then, and what came after. It makes examples to train on, and those
/// that a model is tested back with, of which the first is at least a horizon after the last to train on.
///
/// ```swift
/// let cuts = RollingOrigins(series, known: calendar, window: 48, horizon: 12)
/// let (x, y) = cuts.examples(at: Array(cuts.possible.dropLast(24 + 11)))
/// try model.fit(x, y, epochs: 20)
/// let test = try model.backtest(cuts, at: Array(cuts.possible.suffix(24)))
/// print(test.meanAbsoluteError, cuts.seasonalNaive(period: 12, at: test.origins).meanAbsoluteError)
/// ```
public struct RollingOrigins: Sendable, Hashable {
    /// The series. `[time][features]`
    public let series: [[Float]]
    /// What is known in advance of each step; empty for nothing. `[time][known]`
    public let known: [[Float]]
    /// What comes with the series as a whole; empty for nothing. `[static]`
    public let statics: [Float]
    /// Steps that are read before an origin.
    public let window: Int
    /// Steps that are written from it on.
    public let horizon: Int
    /// How many features, from the first on, are written.
    public let outputSize: Int

    /// A series and how to cut it.
    ///
    /// - Parameters:
    ///   - series: its steps, the earliest first. `[time][features]`
    ///   - known: what is known in advance of each of them, such as the calendar; empty for nothing. `[time][known]`
    ///   - statics: what comes with the series as a whole; empty for nothing. `[static]`
    ///   - window: steps that are read.
    ///   - horizon: steps that are written.
    ///   - outputSize: how many features, from the first on, are written; nil for all.
    public init(
        _ series: [[Float]], known: [[Float]] = [], statics: [Float] = [], window: Int, horizon: Int,
        outputSize: Int? = nil
    ) {
        let features = series.first?.count ?? 0
        require(window > 0 && horizon > 0, "A window and a horizon are positive, but are \(window) and \(horizon)")
        require(
            window < series.count && horizon <= series.count - window,
            "\(series.count) steps have no window of \(window) with \(horizon) after it")
        require(series.allSatisfy { $0.count == features }, "All steps of a series have \(features) features")
        require(
            known.isEmpty || known.count == series.count,
            "\(known.count) steps that something is known of do not match \(series.count) of the series")
        require(features > 0, "The steps of a series have no features")
        let outputSize = outputSize ?? features
        require((1...features).contains(outputSize), "Of \(features) features \(outputSize) cannot be written")
        self.series = series
        self.known = known
        self.statics = statics
        self.window = window
        self.horizon = horizon
        self.outputSize = outputSize
    }

    /// A series of single numbers.
    public init(_ series: [Float], known: [[Float]] = [], window: Int, horizon: Int) {
        self.init(series.map { [$0] }, known: known, window: window, horizon: horizon)
    }

    /// The origins that there can be: the first steps after a whole window that have a whole horizon.
    public var possible: ClosedRange<Int> { window...series.count - horizon }

    /// Inputs and targets of a model on vectors, one of each origin: the window, what comes with the series and what is
    /// known of the horizon, as far as there is such; and the horizon.
    public func examples(at origins: [Int]) -> (x: Examples, y: Examples) {
        let windows = Examples.sequences(origins.map { Array(series[checked($0) - window..<$0]) })
        var parts = [windows]
        if !statics.isEmpty { parts.append(.vectors(origins.map { _ in statics })) }
        if !known.isEmpty { parts.append(.sequences(origins.map { Array(known[$0..<$0 + horizon]) })) }
        return (parts.count == 1 ? windows : .several(parts), .sequences(actual(at: origins)))
    }

    /// What came after each origin. `[origins][horizon][output]`
    public func actual(at origins: [Int]) -> [[[Float]]] {
        origins.map { origin in series[checked(origin)..<origin + horizon].map { Array($0.prefix(outputSize)) } }
    }

    /// What repeating the last season gives, which a model should be better than.
    ///
    /// - Parameter period: steps of a season, no more than have been seen.
    public func seasonalNaive(period: Int, at origins: [Int]) -> Backtest {
        require(period > 0, "A season has at least one step, but \(period) were given")
        let values = origins.map { origin in
            (0..<horizon).map { step -> [Float] in
                let source = checked(origin) + step % period - period
                require(source >= 0, "No season of \(period) steps has been seen at \(origin)")
                return Array(series[source].prefix(outputSize))
            }
        }
        var forecast = Forecast()
        forecast.values = values
        return Backtest(origins: origins, forecast: forecast, actual: actual(at: origins))
    }

    private func checked(_ origin: Int) -> Int {
        require(possible.contains(origin), "Origins are in \(possible), but one is \(origin)")
        return origin
    }
}
