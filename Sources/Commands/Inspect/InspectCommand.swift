import Seq2Seq

/// `seq2seq-inspect`: tells what is in a model file or checkpoint.
public enum InspectCommand {
    /// Runs the command on standard output and standard error.
    ///
    /// - Parameter words: The command line without the command's own name.
    /// - Returns: How the command ended; two files that differ end with `ExitCode.different`.
    public static func run(_ words: [String]) -> ExitCode {
        InspectArguments.run(words, on: .standard()) { arguments, console in
            let contents = try ModelFileContents(contentsOf: arguments.model ?? "")
            if let path = arguments.other {
                let comparison = try ModelComparison(contents, ModelFileContents(contentsOf: path))
                try console.write(arguments.format == .json ? "\(comparison.json)\n" : comparison.text)
                return comparison.isEqual ? .done : .different
            }
            let corpus = try arguments.pairs.map { path in
                contents.model.isLanguageModel
                    ? try ParallelCorpus(targetsAt: path) : try ParallelCorpus(pairsAt: path)
            }
            for notice in corpus?.notices ?? [] { console.report("seq2seq-inspect: \(notice)\n") }
            let inspection = try ModelInspection(
                contents, counting: corpus?.pairs, tokenCount: arguments.tokenCount)
            try console.write(arguments.format == .json ? "\(inspection.json)\n" : inspection.text)
            return .done
        }
    }
}
