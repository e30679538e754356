import Foundation
import Seq2Seq

/// The figures of a training, one JSON object a line.
struct TrainingLog {
    private let file: FileHandle
    private let path: String
    private let encoder: JSONEncoder

    /// Starts an empty log, or goes on with that of an earlier run.
    ///
    /// - Parameter checkpoint: what the training goes on from; steps and validations that it does not know of are made
    ///   again, so their lines go.
    /// - Throws: `OutputError.cannotWriteFile`.
    init(path: String, goingOnFrom checkpoint: TrainingCheckpoint? = nil) throws {
        self.path = path
        let descriptor = open(path, O_WRONLY | O_CREAT | (checkpoint == nil ? O_TRUNC : O_APPEND), 0o666)
        guard descriptor >= 0 else { throw Self.error(errno, path: path) }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        if let checkpoint, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            let log = FileManager.default.contents(atPath: path),
            ftruncate(descriptor, off_t(Self.byteCount(of: log, upTo: checkpoint))) != 0
        {
            throw Self.error(errno, path: path)
        }
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
            throw Self.error(Int32(code ?? 0), path: path)
        }
    }

    /// Finds out whether a log can be written, and changes nothing.
    ///
    /// - Throws: `OutputError.cannotWriteFile`.
    static func check(_ path: String) throws {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let isThere = FileManager.default.fileExists(atPath: path)
        if access(isThere ? path : parent, W_OK) != 0 { throw error(errno, path: path) }
    }

    private static func error(_ code: Int32, path: String) -> OutputError {
        .cannotWriteFile(path: path, reason: String(cString: strerror(code)))
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
