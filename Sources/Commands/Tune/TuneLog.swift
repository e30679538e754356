import Foundation
import Seq2Seq
import Seq2SeqFiles

/// The figures of a search, one JSON object a line.
struct TuneLog {
    private let log: LineLog

    /// - Parameter goesOn: whether lines are added to those of the search before.
    /// - Throws: `SystemError`, `LineLogError.inUse`.
    init(_ path: String, goesOn: Bool) throws {
        log = try LineLog(path, of: .search) { goesOn ? try Self.wholeLineByteCount(of: path) : 0 }
    }

    /// How many bytes of a log come before a last line without its end, which a killed search has left.
    private static func wholeLineByteCount(of path: String) throws -> Int {
        let contents = try ByteReader.contents(of: path)
        return contents.lastIndex(of: UInt8(ascii: "\n")).map { $0 - contents.startIndex + 1 } ?? 0
    }

    /// Finds out whether a log can be written, and changes nothing.
    ///
    /// - Parameter isReplaced: whether the log of an earlier search may be replaced or gone on with.
    /// - Throws: `SystemError`, `LineLogError`.
    static func check(_ path: String, isReplaced: Bool) throws {
        try LineLog.check(path, of: .search, isReplaced: isReplaced) { line in
            _ = try JSONDecoder().decode(Position.self, from: line)
            return true
        }
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
            validExact: report?.measuredExactMatch, validLoss: report?.lossPerToken, bleu: report?.bleu,
            chrf: report?.chrf,
            ending: entry.ending?.rawValue)
        try log.write(line)
    }
}
