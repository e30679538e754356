import Foundation
import Seq2SeqBench

/// What `Tests/Documentation/build.sh` makes of the modules that these tests were built with.
struct DocumentationArchive: Sendable {
    /// A page of the website.
    struct Page: Sendable {
        /// The paths of the pages that its topics list.
        let topics: [String]
        /// The names of those that stand in no topic of the author's.
        let strays: [String]
    }

    /// A public symbol.
    struct Symbol: Sendable {
        let name: String
        /// Whether it has a comment of its own, or is made by the compiler.
        let isDocumented: Bool
    }

    /// The pages by their paths.
    let pages: [String: Page]
    let symbols: [Symbol]

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static var hasTools: Bool {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        return path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/docc") }
    }

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let result = Result {
            try Self.build(into: directory)
            return (pages: try Self.pages(in: directory), symbols: try Self.symbols(in: directory))
        }
        try FileManager.default.removeItem(at: directory)
        (pages, symbols) = try result.get()
    }

    private static func build(into directory: URL) throws {
        let messages = directory.appendingPathComponent("messages")
        try Data().write(to: messages)
        let process = Process()
        process.executableURL = Documentation.top.appendingPathComponent("Tests/Documentation/build.sh")
        process.arguments = [try builtModules().path, directory.appendingPathComponent("output").path]
        process.standardOutput = try FileHandle(forWritingTo: messages)
        process.standardError = process.standardOutput
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(description: try String(contentsOf: messages, encoding: .utf8))
        }
    }

    /// The directory of the build: that of the test bundle, which is this process or one of its arguments.
    private static func builtModules() throws -> URL {
        for place in [Bundle.main.executablePath].compactMap({ $0 }) + CommandLine.arguments {
            var directory = URL(fileURLWithPath: place).resolvingSymlinksInPath().deletingLastPathComponent()
            // On macOS the bundle is a directory with two more inside.
            for _ in 0..<4 {
                let modules = directory.appendingPathComponent("Modules").path
                if FileManager.default.fileExists(atPath: modules) { return directory }
                directory.deleteLastPathComponent()
            }
        }
        throw Failure(description: "No folder of modules is beside the test bundle")
    }

    private static func pages(in directory: URL) throws -> [String: Page] {
        let data = directory.appendingPathComponent("output/Seq2Seq.doccarchive/data")
        let files = FileManager.default.enumerator(atPath: data.path)?.compactMap { $0 as? String } ?? []
        var pages: [String: Page] = [:]
        for file in files where file.hasSuffix(".json") {
            let json = try Data(contentsOf: data.appendingPathComponent(file))
            pages["/" + file.dropLast(".json".count)] = Page(try JSONDecoder().decode(Rendered.self, from: json))
        }
        return pages
    }

    private static func symbols(in directory: URL) throws -> [Symbol] {
        let file = directory.appendingPathComponent("output/symbols/Seq2Seq.symbols.json")
        return try JSONDecoder().decode(SymbolGraph.self, from: try Data(contentsOf: file)).symbols.map {
            let isInherited = $0.docComment?.module == "Swift"
            return Symbol(
                name: $0.pathComponents.joined(separator: "."),
                isDocumented: $0.location == nil || ($0.docComment != nil && !isInherited))
        }
    }
}

extension DocumentationArchive.Page {
    fileprivate init(_ rendered: Rendered) {
        let sections = rendered.topicSections ?? []
        topics = sections.flatMap(\.identifiers).compactMap { rendered.references[$0]?.url }
        strays = sections.filter { $0.generated == true }.flatMap(\.identifiers)
    }
}

/// What these tests read of docc's JSON for a page.
private struct Rendered: Decodable {
    struct Section: Decodable {
        let identifiers: [String]
        let generated: Bool?
    }

    struct Reference: Decodable {
        let url: String?
    }

    let topicSections: [Section]?
    let references: [String: Reference]
}

/// What these tests read of a symbol graph.
private struct SymbolGraph: Decodable {
    struct Symbol: Decodable {
        struct Comment: Decodable {
            let module: String?
        }

        struct Location: Decodable {
            let uri: String
        }

        let pathComponents: [String]
        let docComment: Comment?
        let location: Location?
    }

    let symbols: [Symbol]
}
