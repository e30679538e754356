import Foundation

/// What the repository has to read: the README and the pages of the DocC catalogue.
package enum Documentation {
    /// A file in Markdown.
    package struct Page: CustomStringConvertible, Sendable {
        /// Its path from the top of the repository.
        package let path: String
        package let text: String

        package init(path: String, text: String) {
            self.path = path
            self.text = text
        }

        package var description: String { path }

        /// The lines outside of blocks of code, with their numbers.
        package var prose: [(number: Int, line: String)] {
            var isCode = false
            return text.components(separatedBy: "\n").enumerated().compactMap { index, line in
                if line.hasPrefix("```") {
                    isCode.toggle()
                    return nil
                }
                return isCode ? nil : (index + 1, line)
            }
        }

        /// Where its links lead: what stands in parentheses behind a text in brackets.
        package var links: [String] {
            prose.map(\.line).joined(separator: "\n").matches(of: /\]\(([^)]*)\)/).map { String($0.output.1) }
        }

        /// The anchors that a code host gives its headings.
        package var anchors: Set<String> {
            Set(
                prose.filter { $0.line.hasPrefix("#") }.map { _, line in
                    line.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces).lowercased()
                        .filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
                        .replacing(" ", with: "-")
                })
        }
    }

    package static let top = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    package static let catalogue = "Sources/Seq2Seq/Seq2Seq.docc"

    package static func page(_ path: String) throws -> Page {
        Page(path: path, text: try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8))
    }

    /// The pages of the catalogue, by name.
    package static func articles() throws -> [Page] {
        try FileManager.default.contentsOfDirectory(atPath: top.appendingPathComponent(catalogue).path).sorted()
            .filter { $0.hasSuffix(".md") }.map { try page(catalogue + "/" + $0) }
    }

    /// The README, those of folders, and the catalogue.
    package static func pages() throws -> [Page] {
        [try page("README.md"), try page("Corpora/README.md")] + (try articles())
    }
}
