import Foundation
import Seq2SeqBench

/// A block of Swift that a reader is shown: in the README, in a page of the catalogue or in a documentation comment.
struct DocumentedCode {
    /// Where the block begins, as `path:line`.
    let place: String
    /// Its lines.
    let code: String

    /// Every block of the README, of other pages, and of the documentation comments under `Sources`.
    static func everywhere() throws -> [DocumentedCode] {
        let pages = try Documentation.pages().flatMap { blocks(of: $0.text, at: $0.path, isSource: false) }
        return try pages + files(under: "Sources", ["swift"]).flatMap(blocks(ofFile:))
    }

    /// The blocks of one file of the package.
    static func blocks(ofFile path: String) throws -> [DocumentedCode] {
        blocks(of: try Documentation.page(path).text, at: path, isSource: path.hasSuffix(".swift"))
    }

    /// The blocks of a page, or of a source file's documentation comments.
    static func blocks(of text: String, at path: String, isSource: Bool) -> [DocumentedCode] {
        var blocks: [DocumentedCode] = []
        var open: (line: Int, code: [Substring])?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var line = line
            if isSource {
                let comment = line.drop { $0 == " " }
                // A block ends with its comment at the latest.
                line = comment.hasPrefix("///") ? comment.dropFirst(3) : "```"
            }
            let content = line.trimmingCharacters(in: .whitespaces)
            if content == "```swift", open == nil {
                open = (index + 1, [])
            } else if content.hasPrefix("```"), let (first, code) = open {
                blocks.append(DocumentedCode(place: "\(path):\(first)", code: code.joined(separator: "\n")))
                open = nil
            } else {
                open?.code.append(line)
            }
        }
        return blocks
    }

    /// Paths of the files with an extension under a folder of the package, in their order.
    static func files(under folder: String, _ extensions: Set<String>) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: Documentation.top.appendingPathComponent(folder).path)
            .filter { extensions.contains(($0 as NSString).pathExtension) }
            .sorted().map { folder + "/" + $0 }
    }

    /// Lines as they are compared: without indentation, blank lines, imports of the library and notes to the formatter.
    static func flattened(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !["", "import Seq2Seq", "// swift-format-ignore"].contains($0) }
            .joined(separator: "\n") + "\n"
    }
}
