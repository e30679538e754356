import Foundation
import Seq2Seq
import Seq2SeqFiles

/// The figures of a search, one JSON object a line.
struct TuneLog {
    private let file: ByteWriter
    private let encoder = JSONEncoder.ofLines

    /// - Parameter goesOn: whether lines are added to those of the search before.
    /// - Throws: `SystemError`.
    init(_ path: String, goesOn: Bool) throws {
        file = try ByteWriter(appendingTo: path)
        if !goesOn { try file.truncate(to: 0) }
    }

    /// Finds out whether a log can be written, and changes nothing.
    ///
    /// - Parameter isReplaced: whether the log of an earlier search may be replaced or gone on with. Nothing else is.
    /// - Throws: `SystemError`, `TrainingLogError`.
    static func check(_ path: String, isReplaced: Bool) throws {
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if let obstacle = FileStatus.writeObstacle(FileStatus(path) != nil ? path : parent) {
            throw SystemError(.write, path, code: obstacle.code)
        }
        guard let status = FileStatus(path), status.kind == .regular, status.byteCount > 0 else { return }
        let line = try ByteReader(path).data(1 << 16).prefix { $0 != UInt8(ascii: "\n") }
        do {
            _ = try JSONDecoder().decode(Position.self, from: line)
        } catch {
            throw TrainingLogError.holdsAnother(path)
        }
        if !isReplaced { throw TrainingLogError.holdsEarlier(path) }
    }

    /// What a line of a search has and others have not.
    private struct Position: Decodable {
        let trial: Int
        let rung: Int
    }

    /// A trial at a rung, or at its end.
    struct Line: Encodable {
        let event: String
        let trial: Int
        let rung: Int
        let steps: Int
        let settings: [String: String]
        let validExact: Double?
        let validLoss: Double?
        let bleu: Double?
        let chrf: Double?
        let ending: String?
    }

    /// Adds a line about a trial.
    func write(_ event: String, _ trial: Trial, _ entry: TuneJournal.Entry) throws {
        let report = entry.report
        let line = Line(
            event: event, trial: trial.number + 1, rung: entry.rung + 1, steps: entry.steps,
            settings: Dictionary(uniqueKeysWithValues: trial.drawn.map { ($0.name.stored, $0.value) }),
            validExact: report?.exactMatch, validLoss: report?.lossPerToken, bleu: report?.bleu, chrf: report?.chrf,
            ending: entry.ending?.rawValue)
        try file.write(encoder.encode(line) + [UInt8(ascii: "\n")])
    }
}
