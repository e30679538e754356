import Seq2SeqCommands
import Foundation
import Testing
import Seq2SeqText

@Suite("The files in Corpora")
struct CorporaTests {
    private static let corpora = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpora")

    /// A command line of the README and the file that its output goes to, named from the top of the repository.
    private struct Recipe {
        let words: [String]
        let path: String

        /// Nil for a line that is none.
        init?(_ line: Substring) {
            let parts = line.components(separatedBy: " > ")
            guard line.hasPrefix("seq2seq-corpus "), parts.count == 2 else { return nil }
            words = parts[0].split(separator: " ").dropFirst().map(String.init)
            path = parts[1]
        }
    }

    private static func recipes() throws -> [Recipe] {
        let readme = try String(contentsOf: corpora.appendingPathComponent("README.md"), encoding: .utf8)
        return readme.split(separator: "\n").compactMap(Recipe.init)
    }

    /// The paths of the files in Corpora but the README, from the top of the repository.
    private static func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: corpora.path)
            .filter { $0.hasSuffix(".tsv") }.map { "Corpora/" + $0 }
    }

    private static func contents(of path: String) throws -> Data {
        try Data(contentsOf: corpora.deletingLastPathComponent().appendingPathComponent(path))
    }

    @Test func theReadmeTellsHowToMakeEveryFile() throws {
        #expect(try Self.recipes().map(\.path).sorted() == Self.files().sorted())
    }

    @Test func theReadmesCommandsGiveTheFilesByteForByte() throws {
        for recipe in try Self.recipes() {
            guard case .run(let arguments) = try Invocation<CorpusArguments>(recipe.words) else {
                Issue.record("\(recipe.words) does not ask for a corpus")
                continue
            }
            var made = Data()
            try CorpusCommand.write(arguments) { made.append(contentsOf: $0.utf8) }
            #expect(made == (try Self.contents(of: recipe.path)), "\(recipe.path)")
        }
    }

    @Test func noQuestionOfATaskStandsInTwoPlaces() throws {
        let tasks = try Dictionary(grouping: Self.files()) { $0.split(separator: "/")[1] }
        #expect(tasks.count == 7)
        for files in tasks.values {
            let corpora = try files.map {
                try ParallelCorpus(pairsAt: Self.corpora.deletingLastPathComponent().path + "/" + $0)
            }
            let sources = corpora.flatMap { $0.pairs.map(\.source) }
            #expect(Set(sources).count == sources.count, "\(files)")
            #expect(corpora.allSatisfy { $0.notices.isEmpty })
        }
    }

    @Test func noSumStandsInTwoFilesInTheOtherOrder() throws {
        let sums = try Self.files().filter { $0.hasPrefix("Corpora/addition/") }.flatMap { path in
            String(decoding: try Self.contents(of: path), as: UTF8.self).split(separator: "\n").map { line in
                line.prefix { $0 != "\t" }.split(separator: "+").sorted()
            }
        }
        #expect(Set(sums).count == 50_000)
    }
}
