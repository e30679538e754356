import Seq2Seq

/// `seq2seq-corpus`: writes pairs of a toy task.
public enum CorpusCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended.
    public static func run(_ words: [String]) -> ExitCode {
        CorpusArguments.run(words, on: .standard()) { arguments, console in
            try write(arguments) { try console.write($0) }
            return .done
        }
    }

    /// Hands out the lines that the settings ask for, each with its line end.
    ///
    /// - Throws: `UsageError.missingOperand`, `CorpusCommandError.tooFewPairs` before the first line, and what `write`
    ///   throws.
    package static func write(_ arguments: CorpusArguments, line write: (String) throws -> Void) throws {
        guard let task = arguments.task else {
            throw UsageError.missingOperand("TASK", values: ToyTask.allCases.map(\.rawValue))
        }
        let pairs = task.pairs(seed: arguments.seed, options: arguments.taskOptions)
        guard arguments.skip <= pairs.count, arguments.count <= pairs.count - arguments.skip else {
            throw CorpusCommandError.tooFewPairs(
                task: task.rawValue, available: pairs.count, skip: arguments.skip, count: arguments.count)
        }
        for pair in pairs.dropFirst(arguments.skip).prefix(arguments.count) {
            try write("\(pair.source)\t\(pair.target)\n")
        }
    }
}

/// What cannot be done although the command line is well formed.
package enum CorpusCommandError: Error, Equatable, Sendable {
    /// The task has fewer pairs than are asked for.
    case tooFewPairs(task: String, available: Int, skip: Int, count: Int)
}

extension CorpusCommandError: ExitCodeProviding {
    package var exitCode: ExitCode { .wrongUsage }

    package var description: String {
        switch self {
        case .tooFewPairs(let task, let available, let skip, let count):
            "The task '\(task)' has only \(available) pairs with these options, too few for '--count \(count)'"
                + (skip > 0 ? " after '--skip \(skip)'." : ".")
        }
    }
}
