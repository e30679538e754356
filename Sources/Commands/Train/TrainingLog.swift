import Foundation
import Seq2Seq

/// The figures of a training, one JSON object a line.
struct TrainingLog {
    private let file: FileHandle
    private let path: String
    private let encoder: JSONEncoder

    /// Starts an empty log, or goes on after the lines of an earlier run.
    ///
    /// - Throws: `LogError.cannotWrite`.
    init(path: String, isContinued: Bool = false) throws {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | (isContinued ? O_APPEND : O_TRUNC), 0o666)
        guard descriptor >= 0 else { throw LogError.cannotWrite(path: path, reason: String(cString: strerror(errno))) }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }

    /// Adds a line.
    func write(_ line: some Encodable) throws {
        do {
            try file.write(contentsOf: encoder.encode(line) + [UInt8(ascii: "\n")])
        } catch {
            let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.code
            throw LogError.cannotWrite(
                path: path, reason: code.map { String(cString: strerror(Int32($0))) } ?? "\(error)")
        }
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
        let validExact: Double
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
            validExact = report.exactMatch
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

/// Why a log cannot be written.
enum LogError: Error, Equatable, Sendable {
    case cannotWrite(path: String, reason: String)
}

extension LogError: ExitCodeProviding {
    var exitCode: ExitCode { .cannotWrite }

    var description: String {
        switch self {
        case .cannotWrite(let path, let reason): "\(path) cannot be written: \(reason)."
        }
    }
}
