/// Files and a command line that cannot work, with how the command ends and what it says.
package struct BadInput: Sendable, CustomStringConvertible {
    package let description: String
    package let files: [(name: String, bytes: [UInt8])]
    package let words: [String]
    package let exitCode: Int32
    package let messageParts: [String]

    /// Files given as text or as bytes, a command line, an exit code and parts of the message.
    package init(
        _ name: String, _ files: [String: any Content], _ words: String, _ exitCode: Int32, _ messageParts: String...
    ) {
        description = name
        self.files = files.sorted { $0.key < $1.key }.map { ($0.key, $0.value.bytes) }
        self.words = words.split(separator: " ").map(String.init)
        self.exitCode = exitCode
        self.messageParts = messageParts
    }

    /// What a file holds.
    package protocol Content {
        var bytes: [UInt8] { get }
    }
}

extension String: BadInput.Content {
    package var bytes: [UInt8] { Array(utf8) }
}

extension [UInt8]: BadInput.Content {
    package var bytes: [UInt8] { self }
}

extension Bench {
    /// Writes the files of a bad input.
    package func write(_ input: BadInput) throws {
        for file in input.files { try write(file.bytes, to: file.name) }
    }
}
