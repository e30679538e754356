import Foundation
import Seq2SeqFiles

/// Why a model file cannot be read or written.
public struct ModelFileError: Error, Sendable, Hashable {
    /// The file as it was named; `The data` of bytes that are in no file.
    public let path: String
    /// What is wrong with it.
    public let problem: Problem

    /// An error about a file.
    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    /// What can be wrong with a model file.
    public enum Problem: Error, Sendable, Hashable {
        /// There is nothing at this path.
        case notFound
        /// The path leads to a directory.
        case directory
        /// The file may not be read by this user.
        case permissionDenied
        /// The operating system gave up reading for another reason, with this `errno`.
        case readFailed(code: Int32)
        /// The file does not begin like a safetensors file.
        case notSafetensors
        /// The file ends too early; both counts are bytes from its start.
        case cutShort(expected: Int, found: Int)
        /// The file goes on after its last tensor.
        case trailingBytes(expected: Int)
        /// The header describes data that no file can hold.
        case invalidHeader(tensor: String)
        /// A tensor is not made of 32-bit floats, or of 8-bit integers where those can stand.
        case elementType(tensor: String, found: String)
        /// A safetensors file, but not one of ours.
        case foreignFormat(found: String?, expected: String)
        /// The file was written by a later version of the toolkit.
        case laterVersion(found: String, known: String)
        /// The model has a part that this version cannot compute.
        case unknownPart(option: String, value: String)
        /// Bytes have changed since the file was written.
        case altered(part: String)
        /// An entry of the metadata is missing or unreadable.
        case invalidMetadata(key: String, reason: String)
        /// The configuration asks for a weight that is not there.
        case missingTensor(String)
        /// There is a weight that the configuration does not ask for.
        case unexpectedTensor(String)
        /// A target token with a line end or a tab in it, so that what is made of it would not be one line.
        case brokenLine(token: String, id: Int)
        /// A tensor holds NaN or an infinity, with which nothing can be computed.
        case notFinite(tensor: String)
        /// A weight in 8 bits, or its scales, holds a number that rounding never gives.
        case impossibleNumber(tensor: String, found: String, expected: String)
        /// A weight's shape is not the configuration's.
        case shape(tensor: String, expected: [Int], found: [Int])
        /// The model holds a value that has no place in JSON.
        case notEncodable(reason: String)
        /// The operating system gave up writing, with this `errno`.
        case writeFailed(code: Int32)
    }

    /// The kinds of errors that a command tells apart by its exit code.
    public enum Kind: Sendable, Hashable {
        /// The file is not there or cannot be read.
        case noInput
        /// The file was read but is no model that can be used.
        case badData
        /// The file cannot be written.
        case cannotWrite
    }

    /// Whether the file is one of ours that has lost or changed a part.
    package var isDamage: Bool {
        switch problem {
        case .cutShort, .trailingBytes, .invalidHeader, .altered, .invalidMetadata, .missingTensor, .unexpectedTensor,
            .shape, .elementType, .impossibleNumber:
            true
        default: false
        }
    }

    /// Whether the file is missing, is wrong or cannot be written.
    public var kind: Kind {
        switch problem {
        case .notFound, .directory, .permissionDenied, .readFailed: .noInput
        case .writeFailed, .notEncodable: .cannotWrite
        default: .badData
        }
    }
}

extension ModelFileError.Problem {
    init(_ error: SystemError) {
        switch (error.operation, error.reason) {
        case (.write, _): self = .writeFailed(code: error.code)
        case (.read, .notFound): self = .notFound
        case (.read, .directory): self = .directory
        case (.read, .permissionDenied): self = .permissionDenied
        case (.read, .other): self = .readFailed(code: error.code)
        }
    }
}

extension ModelFileError: CustomStringConvertible {
    /// Where, what was found, what was expected, and a hint.
    public var description: String { path + finding }

    private var finding: String {
        switch problem {
        case .notFound: Self.refusal(ENOENT)
        case .directory: Self.refusal(EISDIR)
        case .permissionDenied: Self.refusal(EACCES)
        case .readFailed(let code): Self.refusal(code)
        case .writeFailed(let code): "\(SystemError(.write, "", code: code)) A file that was there before is untouched."
        case .notEncodable(let reason):
            " cannot be written: \(reason)"
        case .notSafetensors:
            " is not a model: it is not a safetensors file. Expected a file that this toolkit has written."
        case .cutShort(let expected, let found):
            " is cut short: it should have \(expected) bytes but ends after \(found). Copy or train it again."
        case .trailingBytes(let expected):
            " goes on after its end: it should have \(expected) bytes. Copy or train it again."
        case .invalidHeader(let tensor):
            " is damaged: the place or shape of '\(tensor)' is impossible. Copy or train it again."
        case .elementType(let tensor, let found):
            ": the tensor '\(tensor)' has elements of type \(found). Expected F32, as this toolkit writes them."
        case .foreignFormat(let found, let expected):
            " is a safetensors file of "
                + (found.map { "the format '\($0)'" } ?? "another program")
                + ". Expected the format '\(expected)'."
        case .laterVersion(let found, let known):
            " has format version \(found), but this program reads version \(known). Use a newer program."
        case .unknownPart(let option, let value):
            " is a model with \(option) '\(value)', which this program does not know. Use a newer program."
        case .altered(let part):
            " is damaged: its \(part) does not match its checksum. Copy or train it again."
        case .invalidMetadata(let key, let reason):
            " is damaged: '\(key)' in its metadata \(reason)."
        case .missingTensor(let name):
            " lacks the tensor '\(name)', which its configuration asks for."
        case .unexpectedTensor(let name):
            " has a tensor '\(name)', which its configuration does not ask for."
        case .brokenLine(let token, let id):
            " has the target token \(token.debugDescription) at id \(id). With a line end or a tab in it a result is not"
                + " one line of one column. Train it again without such targets."
        case .notFinite(let tensor):
            " is of no use: its tensor '\(tensor)' holds NaN or an infinity. Train it again, with a lower learning rate."
        case .impossibleNumber(let tensor, let found, let expected):
            " is damaged: its tensor '\(tensor)' holds \(found). Expected \(expected). Copy or convert it again."
        case .shape(let tensor, let expected, let found):
            ": the tensor '\(tensor)' has the shape \(found), but its configuration asks for \(expected)."
        }
    }

    /// What the operating system refused, without the path.
    private static func refusal(_ code: Int32) -> String {
        SystemError(.read, "", code: code).description(expecting: "model file")
    }
}
