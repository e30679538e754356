import Foundation
import Seq2Seq

/// Writes the results of a line in one of the formats, and counts the lines.
struct ResultWriter {
    private let format: OutputFormat
    private let showsScores: Bool
    private let showsAlignments: Bool
    private let showsAttention: Bool
    private let showsTokenProbabilities: Bool
    private let showsTopTokens: Bool
    // Weights can be such that a score is NaN.
    private let encoder = JSONEncoder.ofLines

    /// Lines that were written.
    private(set) var lineCount = 0
    /// Those that could not be decoded.
    private(set) var failedLineCount = 0
    /// What the model does not know of the sources.
    private(set) var unknown = UnknownSources()
    /// Whether lines have tags, and a second source.
    private let (showsTags, showsSecondSource): (Bool, Bool)

    /// - Parameter translator: reads the lines, and perhaps more beside them.
    init(_ arguments: DecodeArguments, _ translator: Translator) {
        (showsTags, showsSecondSource) = (translator.readsTags, translator.readsSecondSource)
        format = arguments.format
        showsScores = arguments.scores
        showsAlignments = arguments.alignments
        showsAttention = arguments.search.keepsAttention
        showsTokenProbabilities = arguments.tokenProbabilities
        showsTopTokens = arguments.search.topTokenCount != nil
    }

    /// The records of the next line, with their line ends.
    mutating func records(_ line: SourceLine, _ hypotheses: [Translation]) throws -> String {
        lineCount += 1
        if line.problem != nil { failedLineCount += 1 }
        unknown.add(hypotheses[0], line: line.number)
        switch format {
        case .text, .safetensors:
            // A blank line's result is blank, and so is that of a line that could not be decoded.
            if line.problem != nil || line.isBlank { return "\n" }
            return (showsScores ? "\(Self.score(hypotheses[0]))\t" : "") + hypotheses[0].text
                + alignment(hypotheses[0]) + "\n"
        case .tsv:
            // A rank and a score would look like an answer.
            if line.problem != nil { return "\(line.number)\t\t\t" + (showsAlignments ? "\t\n" : "\n") }
            return hypotheses.enumerated().map { index, hypothesis in
                "\(line.number)\t\(index + 1)\t\(Self.score(hypothesis))\t\(hypothesis.text)\(alignment(hypothesis))\n"
            }.joined()
        case .jsonl: return try json(line, hypotheses) + "\n"
        }
    }

    /// The score, as short as it can be read back as the same float.
    private static func score(_ translation: Translation) -> String { String(Float(translation.score)) }

    private func alignment(_ translation: Translation) -> String {
        showsAlignments ? "\t" + translation.pharaohAlignment : ""
    }

    /// An object whose members are in the order of their names.
    private func json(_ line: SourceLine, _ hypotheses: [Translation]) throws -> String {
        var members: [String] = []
        func add(_ name: String, _ value: some Encodable) throws {
            members.append("\"\(name)\":" + String(decoding: try encoder.encode(value), as: UTF8.self))
        }
        if let problem = line.problem {
            try add("error", problem.description)
        } else {
            try add(
                "hypotheses",
                hypotheses.map { translation in
                    var hypothesis = Hypothesis(translation)
                    if !showsAlignments { hypothesis.alignment = nil }
                    if !showsAttention { hypothesis.attention = nil }
                    if !showsTokenProbabilities { hypothesis.tokenLogProbabilities = nil }
                    if !showsTopTokens { hypothesis.topTokens = nil }
                    return hypothesis
                })
        }
        // As it was written: it may be a number of more digits than any type here has.
        if let id = line.id { members.append("\"id\":" + id) }
        try add("line", line.number)
        if line.problem == nil {
            if showsSecondSource { try add("second_source", line.secondSource) }
            try add("source", line.text)
            // What is asked for, or worth knowing: records of known tokens stay short.
            if showsAlignments || showsAttention { try add("source_tokens", hypotheses[0].sourceTokens) }
            if showsTags { try add("tags", line.tags) }
            let (unknown, unknownTags) = (hypotheses[0].unknownSourceTokenCount, hypotheses[0].unknownTagCount)
            if unknown > 0 { try add("unknown_source_tokens", unknown) }
            if unknownTags > 0 { try add("unknown_tags", unknownTags) }
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private struct Hypothesis: Encodable {
        let text: String
        let tokens: [String]
        let logProbability: Double
        let score: Double
        let finished: Bool
        /// Pairs of a source and a target token.
        var alignment: [[Int]]?
        /// For each target token how much it attends to each source token.
        var attention: [[Float]]?
        /// Of each token, and of the end if it is finished.
        var tokenLogProbabilities: [Float]?
        /// The most probable tokens where each token was chosen, and the end if it is finished.
        var topTokens: [[RankedToken<String>]]?
        /// What each model that ranks outputs anew finds, in nats, if there is any.
        let rescoredLogProbabilities: [Double]?

        init(_ translation: Translation) {
            text = translation.text
            tokens = translation.tokens
            logProbability = translation.logProbability
            score = translation.score
            finished = translation.isFinished
            alignment = translation.alignment.enumerated().map { [$0.element, $0.offset] }
            attention = translation.attention
            tokenLogProbabilities = translation.tokenLogProbabilities
            topTokens = translation.topTokens
            rescoredLogProbabilities =
                translation.rescoredLogProbabilities.isEmpty ? nil : translation.rescoredLogProbabilities
        }
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

    /// A file of vectors.
    case safetensors
}
