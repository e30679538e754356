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

        /// The first thing in which the search before was another one; nil if it was the same.
        func difference(from before: Heading) -> Difference? {
            if version != before.version { return Difference("The version", before.version, version) }
            if trials != before.trials { return Difference("--trials", "\(before.trials)", "\(trials)") }
            if words != before.words {
                let (now, before) = (Self.values(of: words), Self.values(of: before.words))
                let name = (now.map(\.name) + before.map(\.name)).first { name in
                    now.first { $0.name == name }?.value != before.first { $0.name == name }?.value
                }
                // The same options in another order train the same.
                guard let name else { return nil }
                return Difference(
                    name, before.first { $0.name == name }?.value, now.first { $0.name == name }?.value)
            }
            guard stepsPerRung != before.stepsPerRung else { return nil }
            return Difference("--steps-per-rung", "\(before.stepsPerRung)", "\(stepsPerRung)")
        }

        /// The options among words, each with what follows it.
        private static func values(of words: [String]) -> [(name: String, value: String)] {
            words.reduce(into: []) { values, word in
                if word.hasPrefix("--") {
                    values.append((word, ""))
                } else if !values.isEmpty {
                    values[values.count - 1].value += values[values.count - 1].value.isEmpty ? word : " " + word
                }
            }
        }
    }

    /// What was another one before: nil where an option was not given.
    struct Difference {
        let name: String
        let before: String?
        let now: String?

        init(_ name: String, _ before: String?, _ now: String?) {
            (self.name, self.before, self.now) = (name, before, now)
        }
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
            if let difference = heading.difference(from: try decoder.decode(Heading.self, from: first)) {
                throw TuneError.otherSearch(path, difference)
            }
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
    case otherSearch(String, TuneJournal.Difference)
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

    private static func given(_ value: String?) -> String {
        value.map { $0.isEmpty ? "given" : $0 } ?? "not given"
    }

    var description: String {
        switch self {
        case .otherSearch(let path, let difference):
            "\(path) is of a search with other options. \(difference.name) was \(Self.given(difference.before)), but is"
                + " \(Self.given(difference.now)). Give the same, or remove its directory to search anew."
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
