import Seq2Seq

extension DecodeArguments {
    /// The translator that the options ask for.
    func translator() throws -> Translator {
        let loaded = try models.map { try TranslationModel(contentsOf: $0) }
        var translator = try Translator(loaded, combining: ensemble, threads: threads, precision: precision)
        if !translator.hasAttention {
            let needing = [
                ("--coverage-penalty", coveragePenalty > 0), ("--replace-unknown", replacesUnknown),
                ("--alignments", alignments), ("--attention", attention),
            ]
            if let option = needing.first(where: \.1)?.0 { throw DecodeError.needsAttention(option: option) }
        }
        translator.batchSize = batchSize
        translator.maximumLength = maximumLength
        translator.replacesUnknown = replacesUnknown
        translator.search = SearchOptions(
            beamWidth: beam, hypothesisCount: hypothesisCount, lengthPenalty: lengthPenalty,
            coveragePenalty: coveragePenalty, minimumLength: minimumLength, blockedNGramSize: blockedNGramSize,
            bansUnknown: bansUnknown,
            sampling: samples ? Sampling(temperature: temperature, topK: topK, topP: topP, seed: seed) : nil,
            keepsAttention: attention)
        return translator
    }
}

/// Why lines cannot be decoded as they should.
enum DecodeError: Error, Equatable {
    /// The option means nothing for models without attention.
    case needsAttention(option: String)
    /// The file of prefixes has no line for this one.
    case missingPrefix(file: String, line: Int)
    /// The file of prefixes is longer than the input, which has so many lines.
    case unusedPrefix(file: String, lines: Int)
    /// A line's result depends on what it is decoded with, which breaks a promise.
    case differsAlone(line: Int)
}

extension DecodeError: ExitCodeProviding {
    var exitCode: ExitCode {
        switch self {
        case .needsAttention: .wrongUsage
        case .missingPrefix, .unusedPrefix: .badData
        case .differsAlone: .failed
        }
    }

    var description: String {
        switch self {
        case .needsAttention(let option): "Option '\(option)' needs a model that was trained with '--attention'."
        case .missingPrefix(let file, let line):
            "\(file) has only \(line - 1) lines, but the input has more. Each line needs one; it may be blank."
        case .unusedPrefix(let file, let lines):
            "\(file) has more lines than the input, which has \(lines). Each line needs one; it may be blank."
        case .differsAlone(let line):
            "Line \(line) has another result when it is decoded alone on one thread. That is an error of this program."
        }
    }
}
