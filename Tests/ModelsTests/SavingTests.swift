import Foundation
import Models
import Testing

/// Saving replaces a file in one go or leaves it as it was.
struct SavingTests {
    @Test func aFullDiskIsReportedAndNothingIsLeft() throws {
        let error = try #require(throws: ModelFileError.self) { try TinyModels.make().write(to: "/dev/full") }
        #expect(error.problem == .writeFailed(code: ENOSPC))
        #expect(error.kind == .cannotWrite)
        #expect(!FileManager.default.fileExists(atPath: "/dev/full.partial-\(getpid())"))
    }

    @Test func aFailedSaveLeavesTheOldFileWhole() throws {
        try TinyModels.withDirectory { directory in
            let path = directory + "/m"
            try TinyModels.make(seed: 1).write(to: path)
            // What the new content is written to first cannot be made.
            let partial = path + ".partial-\(getpid())"
            try FileManager.default.createDirectory(atPath: partial, withIntermediateDirectories: false)
            let error = try #require(throws: ModelFileError.self) { try TinyModels.make(seed: 2).write(to: path) }
            #expect(error.problem == .writeFailed(code: EEXIST))
            let kept = try TranslationModel(contentsOf: path)
            #expect(try TinyModels.weights(kept) == TinyModels.weights(TinyModels.make(seed: 1)))
        }
    }

    @Test func aSaveReplacesTheFileAndLeavesNothingElse() throws {
        try TinyModels.withDirectory { directory in
            try TinyModels.make(seed: 1).write(to: directory + "/m")
            try TinyModels.make(seed: 2).write(to: directory + "/m")
            let read = try TranslationModel(contentsOf: directory + "/m")
            #expect(try TinyModels.weights(read) == TinyModels.weights(TinyModels.make(seed: 2)))
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["m"])
        }
    }

    @Test func whatAKilledSaveLeftBehindIsRemovedAndNothingElse() throws {
        try TinyModels.withDirectory { directory in
            // No process has so high a number.
            for name in ["m.partial-99999999", "m.partial", "m.partial-1", "n.partial-99999999"] {
                try Data(name.utf8).write(to: URL(fileURLWithPath: directory + "/" + name))
            }
            AtomicFile.removeLeftovers(of: directory + "/m")
            try TinyModels.make().write(to: directory + "/m")
            let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            #expect(names == ["m", "m.partial", "m.partial-1", "n.partial-99999999"])
        }
    }

    @Test func aLinkStaysALink() throws {
        try TinyModels.withDirectory { directory in
            try TinyModels.make(seed: 1).write(to: directory + "/real")
            try FileManager.default.createSymbolicLink(
                atPath: directory + "/link", withDestinationPath: directory + "/real")
            try TinyModels.make(seed: 2).write(to: directory + "/link")
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/link")
            #expect(attributes[.type] as? FileAttributeType == .typeSymbolicLink)
            let read = try TranslationModel(contentsOf: directory + "/real")
            #expect(try TinyModels.weights(read) == TinyModels.weights(TinyModels.make(seed: 2)))
        }
    }

    @Test func permissionsAreKept() throws {
        try TinyModels.withDirectory { directory in
            try TinyModels.make(seed: 1).write(to: directory + "/m")
            #expect(chmod(directory + "/m", 0o600) == 0)
            try TinyModels.make(seed: 2).write(to: directory + "/m")
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + "/m")
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func aDirectoryThatIsNotThereIsReported() throws {
        try TinyModels.withDirectory { directory in
            let error = try #require(throws: ModelFileError.self) {
                try TinyModels.make().write(to: directory + "/none/m")
            }
            #expect(error.problem == .writeFailed(code: ENOENT))
        }
    }
}
