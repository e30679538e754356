import Foundation
import Seq2SeqBench
import Testing

/// The README and the pages of the catalogue as they are read on a code host.
struct PagesTests {
    @Test func theReadmeIsShort() throws {
        let lines = try Documentation.page("README.md").text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count - 1 <= 160)
    }

    @Test func linesOfProseAreNoLongerThanThoseOfCode() throws {
        for page in try Documentation.pages() {
            for (number, line) in page.prose where line.count > 120 && !line.hasPrefix("|") {
                Issue.record("\(page), line \(number), has \(line.count) characters")
            }
        }
    }

    @Test(arguments: ["README.md", "Corpora/README.md"])
    func everyLinkLeadsToAFileAndAHeadingOfTheRepository(path: String) throws {
        let page = try Documentation.page(path)
        let folder = Documentation.top.appendingPathComponent(path).deletingLastPathComponent()
        for link in page.links where !link.hasPrefix("https://") {
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let file = folder.appendingPathComponent(parts[0].isEmpty ? "README.md" : parts[0])
            #expect(FileManager.default.fileExists(atPath: file.path), "\(path) links to \(link)")
            guard parts.count == 2 else { continue }
            let target = Documentation.Page(path: link, text: try String(contentsOf: file, encoding: .utf8))
            #expect(target.anchors.contains(parts[1]), "\(path) links to \(link)")
        }
    }

    /// Whether the others lead anywhere is what docc looks at.
    @Test func pagesOfTheCatalogueLinkToPagesAndToTheWorldAlone() throws {
        for page in try Documentation.articles() {
            for link in page.links {
                #expect(link.hasPrefix("doc:") || link.hasPrefix("https://"), "\(page) links to \(link)")
            }
        }
    }

    @Test func theReadmeLeadsToEveryPromiseAndEveryWayIn() throws {
        let links = Set(try Documentation.page("README.md").links.map { $0.prefix { $0 != "#" } })
        for page in try Documentation.articles() where !page.path.hasSuffix("/Seq2Seq.md") {
            // This one is a part of that on the five shapes.
            if page.path.hasSuffix("/SequentialLayers.md") { continue }
            #expect(links.contains(Substring(page.path)), "The README does not link to \(page)")
        }
    }
}
