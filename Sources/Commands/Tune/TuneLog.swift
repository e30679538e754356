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
