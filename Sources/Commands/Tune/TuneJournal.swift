import Foundation
import Seq2Seq
import Seq2SeqFiles

/// What is known of a search so far, in a file that a killed search goes on from: a first line with what is searched,
/// then a line for each trial that came to a rung.
struct TuneJournal {
    /// What is searched.
    struct Heading: Codable, Hashable {
        let version: String
        let words: [String]
        let trials: Int
        let stepsPerRung: Int
    }

    /// How a trial stands at a rung.
    struct Entry: Codable, Hashable {
        let trial: Int
        /// Counted from 0; the one after the last rung is the end of the training.
        let rung: Int
        let steps: Int
        /// The best validation so far; nil if there was none that counts.
        let report: ValidationReport?
        let ending: TrainingSummary.Ending?
    }

    private(set) var entries: [Entry] = []
    private let file: ByteWriter
    private let encoder = JSONEncoder()

    /// Begins a journal, or goes on with one.
    ///
    /// - Throws: `SystemError`; `TuneError.otherSearch` if the file is of another search.
    init(at path: String, _ heading: Heading) throws {
        encoder.outputFormatting = .sortedKeys
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let before = FileStatus(path) == nil ? Foundation.Data() : try ByteReader.contents(of: path)
        file = try ByteWriter(appendingTo: path)
        // A line without its end was being written when the search was killed.
        let whole = before.lastIndex(of: UInt8(ascii: "\n")).map { before[...$0] } ?? before[..<before.startIndex]
        try file.truncate(to: whole.count)
        let lines = whole.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first else {
            try write(heading)
            return
        }
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            guard try decoder.decode(Heading.self, from: first) == heading else { throw TuneError.otherSearch(path) }
            entries = try lines.dropFirst().map { try decoder.decode(Entry.self, from: $0) }
        } catch is DecodingError {
            throw TuneError.damagedJournal(path)
        }
    }

    /// Remembers how a trial stands, so that no crash can make it forgotten.
    mutating func add(_ entry: Entry) throws {
        entries.append(entry)
        try write(entry)
    }

    /// How a trial stood at a rung; nil if it has not come there.
    func entry(trial: Int, rung: Int) -> Entry? { entries.first { $0.trial == trial && $0.rung == rung } }

    private func write(_ line: some Encodable) throws {
        try file.write(encoder.encode(line) + [UInt8(ascii: "\n")])
        try file.synchronize()
    }
}

/// Why a search cannot be made or gone on with.
enum TuneError: ExitCodeProviding {
    case otherSearch(String)
    case damagedJournal(String)
    case searchThere(String)
    case otherThing(String)
    case nothingToValidateWith
    case allDiverged

    var exitCode: ExitCode {
        switch self {
        case .otherSearch, .damagedJournal, .nothingToValidateWith: .badData
        case .searchThere, .otherThing: .cannotWrite
        case .allDiverged: .failed
        }
    }

    var description: String {
        switch self {
        case .otherSearch(let path):
            "\(path) is of a search with other options. Give the same, or remove its directory to search anew."
        case .damagedJournal(let path): "\(path) is damaged. Remove its directory to search anew."
        case .searchThere(let path):
            "\(path) holds a search that was stopped. Go on with --resume, or begin anew with --overwrite."
        case .otherThing(let path):
            "\(path) is where the search would be kept, but is of no search, so it is not replaced. Move it away, or"
                + " name another model."
        case .nothingToValidateWith: "Trials are compared by validation, but there are no pairs to validate with."
        case .allDiverged: "The loss of every trial was not finite. Try a lower --learning-rate."
        }
    }
}
