import Seq2Seq

extension CommandArguments {
    /// Reads a command line and does what it asks for; all that goes wrong is told on the console.
    ///
    /// - Parameters:
    ///   - words: The command line without the command's own name.
    ///   - console: Where results and messages go.
    ///   - work: The command's work. It may throw; an error that provides an exit code ends the command with that.
    /// - Returns: How the command ended.
    package static func run(
        _ words: [String], on console: Console, work: (Self, inout Console) throws -> ExitCode
    ) -> ExitCode {
        var console = console
        let end: ExitCode
        do {
            if let instructions = Workspace.missingInstructionSet {
                throw UsageError.unknownInstructions(
                    found: instructions, available: Workspace.availableInstructionSets)
            }
            switch try Invocation<Self>(words) {
            case .run(let arguments): end = try work(arguments, &console)
            case .help: end = try console.tell(help)
            case .version: end = try console.tell("\(command.name) \(Version.current)\n")
            case .completion(let shell): end = try console.tell(completion(for: shell))
            case .manual: end = try console.tell(manual)
            }
            try console.flush()
            return end
        } catch OutputError.readerIsGone {
            return .done
        } catch {
            return report(error, on: console)
        }
    }

    /// Tells of an error, and how the command ends with it.
    static func report(_ error: any Error, on console: Console) -> ExitCode {
        let help = error is UsageError ? "Try '\(command.name) --help' for help.\n" : ""
        console.report("\(command.name): \("\(error)".showingControls)\n\(help)")
        return (error as? any ExitCodeProviding)?.exitCode ?? .failed
    }
}

extension Console {
    /// Writes a text that is all the command was asked for.
    fileprivate mutating func tell(_ text: String) throws -> ExitCode {
        try write(text)
        return .done
    }
}
