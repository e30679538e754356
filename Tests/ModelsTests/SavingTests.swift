import Foundation
import Seq2SeqFiles
import Seq2SeqModels
import Testing

/// Saving replaces a file in one go or leaves it as it was.
struct SavingTests {
    @Test func aFullDiskIsReportedAndNothingIsLeft() throws {
        let error = try #require(throws: ModelFileError.self) { try TinyModels.make().write(to: "/dev/full") }
        #expect(error.problem == .writeFailed(code: ENOSPC))
        #expect(error.kind == .cannotWrite)
        let names = try FileManager.default.contentsOfDirectory(atPath: "/dev")
        #expect(!names.contains { $0.hasPrefix("full.partial") })
    }

    @Test func aFailedSaveLeavesTheOldFileWhole() throws {
        try TinyModels.withDirectory { directory in
            let path = directory + "/m"
            try TinyModels.make(seed: 1).write(to: path)
            // The name of what the new content is written to first would be too long.
            let long = directory + "/" + String(repeating: "m", count: 250)
            try FileManager.default.moveItem(atPath: path, toPath: long)
            let error = try #require(throws: ModelFileError.self) { try TinyModels.make(seed: 2).write(to: long) }
            #expect(error.problem == .writeFailed(code: ENAMETOOLONG))
            try FileManager.default.moveItem(atPath: long, toPath: path)
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
            let kept = [
                "m.partial", "m.partial-", "m.partial-1", "m.partial-1-2", "m.partial-99999999-x", "n.partial-99999999",
            ]
            let own = ["m.partial-\(getpid())", "m.partial-\(getpid())-999999999"]
            for name in kept + own + ["m.partial-99999999", "m.partial-99999999-3"] {
                try Data(name.utf8).write(to: URL(fileURLWithPath: directory + "/" + name))
            }
            AtomicFile.removeLeftovers(of: directory + "/m")
            try TinyModels.make().write(to: directory + "/m")
            let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            #expect(names == ["m"] + kept)
        }
    }

    @Test func savesToOnePathAtOnceLeaveOneOfThemWhole() throws {
        try TinyModels.withDirectory { directory in
            let path = directory + "/m"
            let contents = (0..<8).map { Data(repeating: UInt8($0), count: 200_000 + $0) }
            DispatchQueue.concurrentPerform(iterations: contents.count) { index in
                #expect(throws: Never.self) { try AtomicFile.write(contents[index], to: path) }
            }
            let found = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(contents.contains(found))
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(names == ["m"])
        }
    }

    @Test func aFileOfTheNameThatIsWrittenFirstIsNoHindrance() throws {
        try TinyModels.withDirectory { directory in
            let others = (0..<300).map { "m.partial-\(getpid())-\($0)" }
            for name in others { try Data([1]).write(to: URL(fileURLWithPath: directory + "/" + name)) }
            try AtomicFile.write(Data([2, 3]), to: directory + "/m")
            #expect(try Data(contentsOf: URL(fileURLWithPath: directory + "/m")) == Data([2, 3]))
            let names = try FileManager.default.contentsOfDirectory(atPath: directory)
            #expect(names.sorted() == (["m"] + others).sorted())
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
