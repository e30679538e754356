import Foundation

/// Where a model will be saved, checked before time is spent on training it.
enum ModelDestination {
    /// - Throws: `ModelDestinationError` if nothing can be saved there.
    static func check(_ path: String) throws {
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            throw ModelDestinationError.isDirectory(path)
        }
        let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: parent, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw ModelDestinationError.noDirectory(parent, for: path)
        }
        guard access(parent, W_OK) == 0 || access(path, W_OK) == 0 else {
            throw ModelDestinationError.notWritable(parent, for: path)
        }
    }
}

/// Why no model can be saved at a path.
enum ModelDestinationError: Error, Equatable, Sendable {
    case isDirectory(String)
    case noDirectory(String, for: String)
    case notWritable(String, for: String)
}

extension ModelDestinationError: ExitCodeProviding {
    var exitCode: ExitCode { .cannotWrite }

    var description: String {
        switch self {
        case .isDirectory(let path):
            "\(path) is a directory. Name a file for the model, such as \(path)/model.safetensors."
        case .noDirectory(let directory, let path):
            "\(path) cannot be written: there is no directory \(directory). Create it first."
        case .notWritable(let directory, let path):
            "\(path) cannot be written: the directory \(directory) does not allow it."
        }
    }
}
