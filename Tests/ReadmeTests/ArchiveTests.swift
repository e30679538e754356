import Foundation
import Testing

/// The website that docc makes of the pages and of every public symbol. A warning of docc's is an error here.
@Suite(.enabled(if: DocumentationArchive.hasTools, "docc is part of the toolchain, but not of every image of it"))
struct ArchiveTests {
    /// Made once for all tests.
    private static let made = Result { try DocumentationArchive() }

    private let archive: DocumentationArchive

    init() throws { archive = try Self.made.get() }

    @Test func everyPageIsReachedFromTheFirst() throws {
        let first = "/documentation/seq2seq"
        var (reached, waiting) = (Set([first]), [first])
        while let path = waiting.popLast() {
            for next in try #require(archive.pages[path], "Nothing is at \(path)").topics
            where reached.insert(next).inserted {
                waiting.append(next)
            }
        }
        #expect(reached.count > 500)
        #expect(archive.pages.keys.filter { !reached.contains($0) }.sorted() == [])
    }

    /// What nobody has put into the first page's topics, docc lists by kind at its end.
    @Test func theFirstPageHasATopicForEveryPageAndEveryType() throws {
        let first = try #require(archive.pages["/documentation/seq2seq"])
        #expect(first.strays == [], "Seq2Seq.md should list these in one of its topics")
    }

    @Test func everyPublicSymbolIsDocumented() {
        #expect(archive.symbols.count > 500)
        #expect(archive.symbols.filter { !$0.isDocumented }.map(\.name).sorted() == [])
    }
}
