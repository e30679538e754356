import Foundation
import Seq2Seq

/// Writes the results of a line in one of the formats, and counts the lines.
struct ResultWriter {
    private let format: OutputFormat
    private let showsScores: Bool
    private let showsAlignments: Bool
    private let showsAttention: Bool
    private let encoder = JSONEncoder()

    /// Lines that were written.
    private(set) var lineCount = 0
    /// Those that could not be decoded.
    private(set) var failedLineCount = 0

    init(_ arguments: DecodeArguments) {
        format = arguments.format
        showsScores = arguments.scores
        showsAlignments = arguments.alignments
        showsAttention = arguments.search.keepsAttention
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // Weights can be such that a score is NaN.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    }

    /// The records of the next line, with their line ends.
    mutating func records(_ line: SourceLine, _ hypotheses: [Translation]) throws -> String {
        lineCount += 1
        if line.problem != nil { failedLineCount += 1 }
        switch format {
        case .text:
            // A blank line's result is blank, and so is that of a line that could not be decoded.
            if line.problem != nil || line.isBlank { return "\n" }
            return (showsScores ? "\(Self.score(hypotheses[0]))\t" : "") + hypotheses[0].text
                + alignment(hypotheses[0]) + "\n"
        case .tsv:
            // A rank and a score would look like an answer.
            if line.problem != nil { return "\(lineCount)\t\t\t" + (showsAlignments ? "\t\n" : "\n") }
            return hypotheses.enumerated().map { index, hypothesis in
                "\(lineCount)\t\(index + 1)\t\(Self.score(hypothesis))\t\(hypothesis.text)\(alignment(hypothesis))\n"
            }.joined()
        case .jsonl: return try json(line, hypotheses) + "\n"
        }
    }

    /// The score, as short as it can be read back as the same float.
    private static func score(_ translation: Translation) -> String { String(Float(translation.score)) }

    private func alignment(_ translation: Translation) -> String {
        showsAlignments ? "\t" + translation.pharaohAlignment : ""
    }

    private func json(_ line: SourceLine, _ hypotheses: [Translation]) throws -> String {
        let data =
            if let problem = line.problem {
                try encoder.encode(Failure(line: lineCount, id: line.id, error: problem.description))
            } else {
                try encoder.encode(
                    Success(
                        line: lineCount, id: line.id, source: line.text,
                        hypotheses: hypotheses.map {
                            Success.Hypothesis($0, showsAlignment: showsAlignments, showsAttention: showsAttention)
                        }))
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
            /// Pairs of a source and a target token.
            let alignment: [[Int]]?
            /// For each target token how much it attends to each source token.
            let attention: [[Float]]?

            init(_ translation: Translation, showsAlignment: Bool, showsAttention: Bool) {
                text = translation.text
                tokens = translation.tokens
                logProbability = translation.logProbability
                score = translation.score
                finished = translation.isFinished
                alignment = showsAlignment ? translation.alignment.enumerated().map { [$0.element, $0.offset] } : nil
                attention = showsAttention ? translation.attention : nil
            }
        }
    }

    private struct Failure: Encodable {
        let line: Int
        let id: RecordID?
        let error: String
    }
}

/// How `seq2seq-decode` writes a result.
package enum OutputFormat: String, CaseIterable, Sendable {
    /// The text alone.
    case text

    /// Line number, rank, score and text.
    case tsv

    /// A JSON object.
    case jsonl
}
