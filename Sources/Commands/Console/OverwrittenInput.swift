import Foundation
import Seq2SeqFiles

/// Keeps a command from writing over what it reads.
enum OverwrittenInput {
    /// - Parameter readsStandardInput: Whether standard input is one of the inputs.
    /// - Throws: `UsageError.overwritesInput` if the path leads to the same file as one of the inputs.
    static func check(
        _ output: String, among inputs: [String?], readsStandardInput: Bool = false
    ) throws(UsageError) {
        guard let file = file(FileStatus(output)) else { return }
        if readsStandardInput, Self.file(FileStatus(descriptor: STDIN_FILENO)) == file {
            throw .overwritesInput(output: output, input: "standard input")
        }
        for input in inputs.compactMap(\.self) where Self.file(FileStatus(input)) == file {
            throw .overwritesInput(output: output, input: input)
        }
    }

    /// - Throws: `UsageError.overwritesInput` if standard output leads to the file that standard input comes from.
    static func checkStandardOutput() throws(UsageError) {
        guard let file = file(FileStatus(descriptor: STDOUT_FILENO)),
            file == Self.file(FileStatus(descriptor: STDIN_FILENO))
        else { return }
        throw .overwritesInput(output: "standard output", input: "standard input")
    }

    /// - Throws: `UsageError.sameOutputs` if two of the paths lead to the same place, be there a file or not.
    static func checkDistinct(_ outputs: [String]) throws(UsageError) {
        var places: [String: String] = [:]
        for output in outputs {
            let place = URL(fileURLWithPath: output).resolvingSymlinksInPath().path
            if let other = places.updateValue(output, forKey: place) { throw .sameOutputs(other, output) }
        }
    }

    /// What makes a regular file the same under every name.
    private static func file(_ status: FileStatus?) -> FileStatus.Identity? {
        status.flatMap { $0.kind == .regular ? $0.identity : nil }
    }
}
