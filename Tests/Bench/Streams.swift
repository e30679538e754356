import Foundation

/// The files that stand for a process's input and outputs, in a directory of their own.
package final class Streams {
    package let input: FileHandle
    package let output: FileHandle
    package let messages: FileHandle
    private let directory: URL

    package init(input bytes: [UInt8]) throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let names = ["input", "output", "messages"].map(directory.appendingPathComponent)
        try Data(bytes).write(to: names[0])
        for name in names[1...] { try Data().write(to: name) }
        input = try FileHandle(forReadingFrom: names[0])
        output = try FileHandle(forWritingTo: names[1])
        messages = try FileHandle(forWritingTo: names[2])
    }

    deinit {
        do {
            try FileManager.default.removeItem(at: directory)
        } catch {
            print("\(directory.path) could not be removed: \(error)")
        }
    }

    package func outputBytes() throws -> [UInt8] { try bytes(of: "output") }

    package func messageBytes() throws -> [UInt8] { try bytes(of: "messages") }

    private func bytes(of name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: directory.appendingPathComponent(name)))
    }
}
