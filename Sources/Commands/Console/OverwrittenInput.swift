import Foundation

/// Keeps a command from writing over what it reads.
enum OverwrittenInput {
    /// - Parameter readsStandardInput: Whether standard input is one of the inputs.
    /// - Throws: `UsageError.overwritesInput` if the path leads to the same file as one of the inputs.
    static func check(
        _ output: String, among inputs: [String?], readsStandardInput: Bool = false
    ) throws(UsageError) {
        guard let file = File(output) else { return }
        if readsStandardInput, File(descriptor: STDIN_FILENO) == file {
            throw .overwritesInput(output: output, input: "standard input")
        }
        for input in inputs.compactMap(\.self) where File(input) == file {
            throw .overwritesInput(output: output, input: input)
        }
    }

    /// - Throws: `UsageError.overwritesInput` if standard output leads to the file that standard input comes from.
    static func checkStandardOutput() throws(UsageError) {
        guard let file = File(descriptor: STDOUT_FILENO), file == File(descriptor: STDIN_FILENO) else { return }
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

    /// What makes a file the same under every name.
    private struct File: Equatable {
        let device: dev_t
        let number: ino_t

        /// Nil if the path leads to no regular file.
        init?(_ path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            self.init(status)
        }

        /// Nil if the descriptor is not that of a regular file.
        init?(descriptor: Int32) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            self.init(status)
        }

        private init?(_ status: stat) {
            guard status.st_mode & S_IFMT == S_IFREG else { return nil }
            device = status.st_dev
            number = status.st_ino
        }
    }
}
