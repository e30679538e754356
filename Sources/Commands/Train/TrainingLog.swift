import Foundation
import Seq2Seq
import Seq2SeqFiles

/// The figures of a training, one JSON object a line.
struct TrainingLog {
    private let log: LineLog

    /// Starts an empty log, or goes on with that of an earlier run.
    ///
    /// - Parameter checkpoint: what the training goes on from; steps and validations that it does not know of are made
    ///   again, so their lines go.
    /// - Throws: `SystemError`, `LineLogError.inUse`.
    init(path: String, goingOnFrom checkpoint: TrainingCheckpoint? = nil) throws {
        log = try LineLog(path, of: .training) {
            try checkpoint.map { Self.byteCount(of: try ByteReader.contents(of: path), upTo: $0) } ?? 0
        }
    }

    /// Adds a line.
    func write(_ line: some Encodable) throws { try log.write(line) }

    /// Finds out whether a log can be written, and changes nothing.
    ///
    /// - Parameter isReplaced: whether the log of another training may be gone on with or replaced.
    /// - Throws: `SystemError`, `LineLogError`.
    static func check(_ path: String, isReplaced: Bool) throws {
        try LineLog.check(path, of: .training, isReplaced: isReplaced) { line in
            let position = try JSONDecoder().decode(Position.self, from: line)
            // Programs of all kinds write lines of events; those of a training have its steps too.
            return ["step", "validation", "finished"].contains(position.event)
                && (position.step != nil || position.steps != nil)
        }
    }

    /// How many bytes of a log come before what it says of later steps, later validations and the end, and before a
    /// last line without its end.
    private static func byteCount(of log: Data, upTo checkpoint: TrainingCheckpoint) -> Int {
        let newline = UInt8(ascii: "\n")
        var kept = log[...]
        while let last = kept.last {
            let start = kept.dropLast().lastIndex(of: newline).map { $0 + 1 } ?? kept.startIndex
            if last == newline && isKept(kept[start...], upTo: checkpoint) { break }
            kept = kept[..<start]
        }
        return kept.count
    }

    private static func isKept(_ line: Data, upTo checkpoint: TrainingCheckpoint) -> Bool {
        do {
            let position = try JSONDecoder().decode(Position.self, from: line)
            switch position.event {
            case "finished": return false
            case "validation": return position.step ?? 0 <= checkpoint.lastValidatedStep
            default: return position.step ?? 0 <= checkpoint.steps
            }
        } catch {
            // A line that no training has written is not this log's to remove.
            return true
        }
    }

    /// Where in a training a line of a log stands.
    private struct Position: Decodable {
        let event: String?
        let step: Int?
        /// All that were taken, in the last line.
        let steps: Int?
    }

    /// A step.
    struct Step: Encodable {
        var event = "step"
        let step: Int
        let epoch: Int
        let loss: Double
        let gradientNorm: Double
        let learningRate: Double
        let targetTokens: Int
        let targetTokensPerSecond: Double
        let isSkipped: Bool

        init(_ report: StepReport, isSkipped: Bool) {
            step = report.step
            epoch = report.epoch
            loss = report.lossPerToken
            gradientNorm = report.gradientNorm
            learningRate = report.learningRate
            targetTokens = report.targetTokens
            targetTokensPerSecond = Double(report.targetTokens) / report.seconds
            self.isSkipped = isSkipped
        }
    }

    /// A validation.
    struct Validation: Encodable {
        var event = "validation"
        let step: Int
        let epoch: Int
        let validLoss: Double
        let validPerplexity: Double
        let validTokenAccuracy: Double
        /// Left out for a language model.
        let validExact: Double?
        /// Left out unless the metric in use is BLEU.
        let validBleu: Double?
        /// Left out unless the metric in use is chrF.
        let validChrf: Double?
        let isBest: Bool
        /// Left out unless the weights are the mean of so many models.
        let averagedModels: Int?

        init(_ report: ValidationReport) {
            step = report.step
            epoch = report.epoch
            validLoss = report.lossPerToken
            validPerplexity = report.perplexity
            validTokenAccuracy = report.tokenAccuracy
            validExact = report.measuredExactMatch
            validBleu = report.bleu
            validChrf = report.chrf
            isBest = report.isBest
            averagedModels = report.averagedModels
        }
    }

    /// The last line, timed over training steps alone.
    struct Finished: Encodable {
        var event = "finished"
        let ending: TrainingSummary.Ending
        let steps: Int
        let targetTokens: Int
        let seconds: Double
        let targetTokensPerSecond: Double

        init(_ summary: TrainingSummary) {
            ending = summary.ending
            steps = summary.steps
            targetTokens = summary.targetTokens
            seconds = summary.seconds
            targetTokensPerSecond = summary.targetTokensPerSecond
        }
    }
}
