import Foundation
import Seq2Seq

/// Writes one record a line in one of the formats, and counts the lines.
struct ResultWriter {
    let format: OutputFormatChoice
    private let showsScores: Bool
    private let encoder = JSONEncoder()

    /// Lines that were written.
    private(set) var lineNumber = 0
    /// Those that could not be decoded.
    private(set) var failedLines = 0

    init(format: OutputFormatChoice, showsScores: Bool) {
        self.format = format
        self.showsScores = showsScores
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
    }

    /// The record of the next line, with its line end.
    mutating func record(_ line: SourceLine, _ translation: Translation) throws -> String {
        lineNumber += 1
        if line.problem != nil { failedLines += 1 }
        switch format {
        case .text:
            let isScored = showsScores && line.problem == nil && !translation.tokens.isEmpty
            return (isScored ? "\(Self.score(translation))\t" : "") + translation.text + "\n"
        case .tsv: return "\(lineNumber)\t1\t\(Self.score(translation))\t\(translation.text)\n"
        case .jsonl: return try json(line, translation) + "\n"
        }
    }

    /// The log probability in nats, as short as it can be read back exactly.
    private static func score(_ translation: Translation) -> String { String(Float(translation.logProbability)) }

    private func json(_ line: SourceLine, _ translation: Translation) throws -> String {
        let data =
            if let problem = line.problem {
                try encoder.encode(Failure(line: lineNumber, id: line.id, error: problem))
            } else {
                try encoder.encode(
                    Success(
                        line: lineNumber, id: line.id, source: line.text,
                        hypotheses: [
                            Success.Hypothesis(
                                text: translation.text, tokens: translation.tokens,
                                logProbability: translation.logProbability, score: translation.logProbability,
                                finished: translation.isFinished)
                        ]))
            }
        return String(decoding: data, as: UTF8.self)
    }

    private struct Success: Encodable {
        let line: Int
        let id: RecordID?
        let source: String
        let hypotheses: [Hypothesis]

        struct Hypothesis: Encodable {
            let text: String
            let tokens: [String]
            let logProbability: Double
            let score: Double
            let finished: Bool
        }
    }

    private struct Failure: Encodable {
        let line: Int
        let id: RecordID?
        let error: String
    }
}
