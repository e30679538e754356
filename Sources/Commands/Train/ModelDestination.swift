import Foundation
import Seq2Seq

/// Where a model will be saved, checked before time is spent on training it.
enum ModelDestination {
    /// - Throws: `ModelDestinationError` if nothing can be saved there.
    static func check(_ path: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw ModelDestinationError.isDirectory(path)
        }
        var status = stat()
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK, stat(path, &status) != 0 {
            throw ModelDestinationError.brokenLink(path)
        }
        // A device or pipe is written as it is; a file is replaced, so its directory must allow it.
        if !isReplaced(path) {
            guard access(path, W_OK) == 0 else { throw ModelDestinationError.notWritable(path, for: path) }
            return
        }
        let parent = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw ModelDestinationError.noDirectory(parent, for: path)
        }
        guard access(parent, W_OK) == 0 else { throw ModelDestinationError.notWritable(parent, for: path) }
    }

    /// Whether a file will be put there, not content into a device or pipe.
    static func isReplaced(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }
}

/// Why no model can be saved at a path.
enum ModelDestinationError: Error, Equatable, Sendable {
    case isDirectory(String)
    case brokenLink(String)
    case noDirectory(String, for: String)
    /// The file or directory whose permissions stand in the way.
    case notWritable(String, for: String)
}

extension ModelDestinationError: ExitCodeProviding {
    var exitCode: ExitCode { .cannotWrite }

    var description: String {
        switch self {
        case .isDirectory(let path):
            "\(path) is a directory. Name a file for the model, such as \(path)/model.safetensors."
        case .brokenLink(let path):
            "\(path) is a link that leads to no file. Name the file, or make the link lead to one."
        case .noDirectory(let directory, let path):
            "\(path) cannot be written: there is no directory \(directory). Create it first."
        case .notWritable(let directory, let path):
            "\(path) cannot be written: the permissions of \(directory) do not allow it."
        }
    }
}

/// The checkpoint that stands beside a model.
struct CheckpointFile {
    let path: String

    /// Nil for a model that goes to a device or a pipe: nothing can stand beside it.
    init?(besides modelPath: String) {
        guard ModelDestination.isReplaced(modelPath) else { return nil }
        path = modelPath + ".checkpoint"
    }

    /// The checkpoint; nil if there is none.
    ///
    /// - Throws: `CheckpointError` if the file is damaged.
    func read() throws -> TrainingCheckpoint? {
        FileManager.default.fileExists(atPath: path) ? try TrainingCheckpoint(contentsOf: path) : nil
    }
}
