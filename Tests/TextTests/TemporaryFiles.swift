import Foundation

/// A directory of its own for a test, removed when the test lets go of it.
final class TemporaryFiles {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: directory)
        } catch {
            print("\(directory.path) could not be removed: \(error)")
        }
    }

    /// The path of the directory itself.
    var path: String { directory.path }

    /// The path a file of this name has or would have.
    func path(of name: String) -> String {
        directory.appendingPathComponent(name).path
    }

    /// Writes a file and returns its path.
    func write(_ bytes: [UInt8], to name: String = "pairs.tsv") throws -> String {
        try Data(bytes).write(to: directory.appendingPathComponent(name))
        return path(of: name)
    }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String = "pairs.tsv") throws -> String {
        try write(Array(text.utf8), to: name)
    }
}
