#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// How a command ended, in the numbers of BSD's `sysexits.h`.
public enum ExitCode: Int32, Sendable {
    /// All was done, or the reader of the output had enough.
    case done = 0

    /// Something failed that no other code tells.
    case failed = 1

    /// What was compared differs, as `cmp` and `diff` tell it; such a command ends with other codes when it fails.
    public static let different = ExitCode.failed

    /// The command line is wrong (`EX_USAGE`).
    case wrongUsage = 64

    /// The input is not what it should be (`EX_DATAERR`).
    case badData = 65

    /// There is no such input (`EX_NOINPUT`).
    case noSuchInput = 66

    /// The output cannot be written (`EX_CANTCREAT`).
    case cannotWrite = 73

    /// The user stopped it, and the work was saved (128 + SIGINT).
    case stoppedByUser = 130

    /// The codes that commands end with, and what they tell.
    static let common: [(code: ExitCode, meaning: String)] = [
        (.done, "All was done, or the reader of the output had enough."), (.failed, "Something else failed."),
        (.wrongUsage, "The command line is wrong."), (.badData, "The input is not what it should be."),
        (.noSuchInput, "There is no such input, or it cannot be read."),
        (.cannotWrite, "The output cannot be written."),
    ]

    /// Ends the process with this code.
    public func endProcess() -> Never { exit(rawValue) }
}

/// An error that knows how a command that fails with it ends.
package protocol ExitCodeProviding: Error, CustomStringConvertible {
    var exitCode: ExitCode { get }
}
