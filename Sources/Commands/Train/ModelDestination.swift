import Foundation
import Seq2Seq
import Seq2SeqFiles

/// Where a model will be saved, checked before time is spent on training it.
enum ModelDestination {
    /// - Throws: `ModelDestinationError` if nothing can be saved there.
    static func check(_ path: String) throws {
        let status = FileStatus(path)
        if status?.kind == .directory { throw ModelDestinationError.isDirectory(path) }
        if status == nil, FileStatus(path, followingLinks: false)?.kind == .link {
            throw ModelDestinationError.brokenLink(path)
        }
        // A device or pipe is written as it is; a file is replaced, so its directory must allow it.
        if !isReplaced(path) {
            return try checkWritable(path, for: path)
        }
        let parent = URL(fileURLWithPath: path).resolvingSymlinksInPath().deletingLastPathComponent().path
        guard FileStatus(parent)?.kind == .directory else { throw ModelDestinationError.noDirectory(parent, for: path) }
        try checkWritable(parent, for: path)
    }

    private static func checkWritable(_ place: String, for path: String) throws {
        guard let obstacle = FileStatus.writeObstacle(place) else { return }
        throw ModelDestinationError.notWritable(obstacle, for: path)
    }

    /// Whether a file will be put there, not content into a device or pipe.
    static func isReplaced(_ path: String) -> Bool {
        FileStatus(path).map { $0.kind == .regular } ?? true
    }
}

/// Why no model can be saved at a path.
enum ModelDestinationError: Error, Equatable, Sendable {
    case isDirectory(String)
    case brokenLink(String)
    case noDirectory(String, for: String)
    /// What stands in the way: a file or a directory that may not be changed.
    case notWritable(SystemError, for: String)
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
        case .notWritable(let obstacle, let path):
            obstacle.reason == .permissionDenied
                ? "\(path) cannot be written: the permissions of \(obstacle.path) do not allow it."
                : SystemError(.write, path, code: obstacle.code).description
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
        FileStatus(path) != nil ? try TrainingCheckpoint(contentsOf: path) : nil
    }
}
