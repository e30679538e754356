import Foundation

/// What the operating system refused: which file, what was asked for, and why.
package struct SystemError: Error, Hashable, Sendable {
    /// What was asked for.
    package enum Operation: Hashable, Sendable {
        /// To open a file for reading, or to read it.
        case read
        /// To make or replace a file, or to write to it.
        case write
    }

    /// The reasons that readers are told in words of our own.
    package enum Reason: Hashable, Sendable {
        /// There is nothing at the path.
        case notFound
        /// The path leads to a directory.
        case directory
        /// This user may not.
        case permissionDenied
        /// Another, which the system's own words tell.
        case other
    }

    /// The file as it was named, or what stands for it in a sentence.
    package let path: String
    /// What was asked for.
    package let operation: Operation
    /// The system's `errno`.
    package let code: Int32

    /// An error of a file.
    package init(_ operation: Operation, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The latest error of the calling thread.
    static func latest(_ operation: Operation, _ path: String) -> SystemError {
        SystemError(operation, path, code: errno)
    }

    /// Why. A file system that is read-only is no matter of permissions.
    package var reason: Reason {
        switch code {
        case ENOENT, ENOTDIR: .notFound
        case EISDIR: .directory
        case EACCES, EPERM: .permissionDenied
        default: .other
        }
    }

    /// Why, in the system's own words: `No space left on device`.
    package var words: String { String(cString: strerror(code)) }
}

extension SystemError: CustomStringConvertible {
    /// `pairs.tsv cannot be read: Input/output error.`
    package var description: String { "\(path) cannot be \(operation == .read ? "read" : "written"): \(words)." }

    /// Why a file cannot be read, with a hint.
    ///
    /// - Parameter kind: what should be at the path: `text file`.
    package func description(expecting kind: String) -> String {
        switch reason {
        case .notFound: "\(path): no such file. Check the path; it starts from the directory the command runs in."
        case .directory: "\(path) is a directory. Name a \(kind) in it."
        case .permissionDenied:
            "\(path) may not be read by this user. Check its permissions and those of the directories above it."
        case .other: description
        }
    }
}
